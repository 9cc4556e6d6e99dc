#!/usr/bin/env python3
"""Writes the workload of ci/bench: what is parsed, what is run, and the steps for us and for the peers.

  harness/bench/workload.py FOLDER [--scenarios 10000] [--megabytes 20] [--seed 1]
  harness/bench/workload.py FOLDER --steps-only      only FOLDER/steps, which the build needs

  FOLDER/parse/*.feature   20 MB as people write them: outlines, tables, doc strings, rules, four languages
  FOLDER/run/*.feature     10,000 scenarios of five steps in 200 files
  FOLDER/one/one.feature   one scenario, for the cold start
  FOLDER/steps/            150 definitions and padding up to 5,000: used.inc and padding.inc for ours,
                           cucumber-js-N.cjs and cucumber-rs-N.rs with N of them for the peers

The same seed gives the same bytes.
"""
import argparse
import json
import pathlib
import random

import corpus
import vocabulary

USED, PADDED, MOST = 150, 600, 5000


def write(path, lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


# ---- what is run ------------------------------------------------------------------------------------------

def scenario(name, by_keyword, rng):
    yield f"  Scenario: {name}"
    for written, keyword in (("Given", "Given"), ("And", "Given"), ("When", "When"), ("Then", "Then"),
                             ("And", "Then")):
        yield f"    {written} {vocabulary.text_for(rng.choice(by_keyword[keyword]), rng)}"
    yield ""


def write_run(folder, scenarios, files, rng):
    used = vocabulary.definitions(USED, 0)
    by_keyword = {k: [d for d in used if d.keyword == k] for k in vocabulary.KEYWORDS}
    for number in range(files):
        lines = [f"Feature: Day {number + 1}", ""]
        for nth in range(len(range(number, scenarios, files))):
            lines += scenario(f"hour {nth + 1} of day {number + 1}", by_keyword, rng)
        write(folder / "run" / f"day_{number:03}.feature", lines)
    write(folder / "one" / "one.feature", ["Feature: One", "", *scenario("the only one", by_keyword, rng)])


# ---- the steps --------------------------------------------------------------------------------------------

def quoted(text):
    return json.dumps(text, ensure_ascii=False)


CPP_TYPES = {"int": "long", "word": "const std::string&", "string": "const std::string&"}


def ours_used(definitions):
    """As a person writes them."""
    for d in definitions:
        parameters = ", ".join(["Office&", *(CPP_TYPES[c] for c in d.captures())])
        yield f"{d.keyword.upper()}({quoted(d.expression)}, ({parameters})) {{}}"


def ours_padding(definitions):
    """As rows of a table, to spare the compiler thousands of functions."""
    for d in definitions:
        types = ", ".join(CPP_TYPES[c] for c in d.captures())
        yield f"{{{quoted(d.keyword)}, {quoted(d.expression)}, declare<{types}>}},"


def cucumber_js(definitions):
    yield "const { Given, When, Then } = require('@cucumber/cucumber')"
    for d in definitions:
        yield f"{d.keyword}({quoted(d.expression)}, function ({', '.join('abc'[:len(d.captures())])}) {{}})"


def cucumber_rs(definitions):
    types = {"int": "i64", "word": "String", "string": "String"}
    yield "use cucumber::{given, then, when};"
    yield "use crate::Office;"
    for d in definitions:
        parameters = "".join(f", _{name}: {types[c]}" for name, c in zip("abc", d.captures()))
        yield f"#[{d.keyword.lower()}(expr = {quoted(d.expression)})]"
        yield f"fn step_{d.number}(_: &mut Office{parameters}) {{}}"


def write_steps(folder):
    all_of_them = vocabulary.definitions(USED, MOST - USED)
    write(folder / "steps" / "used.inc", ours_used(all_of_them[:USED]))
    write(folder / "steps" / "padding.inc", ours_padding(all_of_them[USED:]))
    for count in (USED, PADDED):
        definitions = vocabulary.definitions(USED, count - USED)
        write(folder / "steps" / f"cucumber-js-{count}.cjs", cucumber_js(definitions))
        write(folder / "steps" / f"cucumber-rs-{count}.rs", cucumber_rs(definitions))


def main():
    options = argparse.ArgumentParser(description=__doc__,
                                      formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=pathlib.Path)
    options.add_argument("--steps-only", action="store_true")
    options.add_argument("--scenarios", type=int, default=10_000)
    options.add_argument("--megabytes", type=float, default=20)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    write_steps(chosen.folder)
    if chosen.steps_only:
        return
    files = min(200, chosen.scenarios)
    write_run(chosen.folder, chosen.scenarios, files, random.Random(chosen.seed))
    size, count = corpus.write_to(chosen.folder / "parse", chosen.megabytes, random.Random(chosen.seed + 1))
    print(f"{count} files of {size / 1e6:.1f} MB to parse, {chosen.scenarios} scenarios to run")


if __name__ == "__main__":
    main()

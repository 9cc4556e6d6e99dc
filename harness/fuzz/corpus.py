#!/usr/bin/env python3
"""Writes what the fuzz targets start from: the official data that lies in the project, and dictionaries.

  harness/fuzz/corpus.py FOLDER [NODE_MODULES]     FOLDER/TARGET/… and FOLDER/TARGET.dict

NODE_MODULES: where ci/setup put npm's packages; with it the keywords of all languages and the features and
messages of the compatibility kit are seeds, too.
"""
import hashlib
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
GHERKIN = ROOT / "harness/gherkin/testdata"
EXPRESSIONS = ROOT / "harness/expressions/testdata"
KIT = "@cucumber/compatibility-kit/features/*/*"
LONGEST_SEED = 1 << 16

WORDS = {
    "gherkin": ["Feature:", "Rule:", "Background:", "Scenario:", "Scenario Outline:", "Examples:", "Given ",
                "When ", "Then ", "And ", "But ", "* ", "|", "\\|", "\\n", "\\\\", '"""', '\\"\\"\\"',
                "```", "\\`\\`\\`", "@", "@a", " #", "#", "# language: ", "# language: fr",
                "# language: em", "<", ">", "<a>", "\n", "\r\n", "\t", "\u00a0", "\u3000", "\ufeff",
                "\u2028", "# ", "## ", "- ", "* Given ", "|-|", "`@a`", "🙈"],
    "expression": ["{int}", "{float}", "{word}", "{string}", "{}", "{double}", "{bigdecimal}", "{byte}",
                   "{short}", "{long}", "{biginteger}", "{duration}", "{bytes}", "{percent}", "{ordinal}",
                   "{signal}", "{exit code}", "(s)", "a/b", "\\(", "\\{", "\\/", "\\\\", "(?:", "(?P<a>",
                   "(?<a>", "(?i)", "[^", "\\d+", "\\w", "\\S*", "{2,3}", "*?", "^", "$", "|", ".*", "\n",
                   "250 ms", "6 GB", "95 %", "3rd", "SIGKILL", '"a b"', "'a'", "-42", "1.5", "3E7", "é",
                   "счёт", "😀", "\u00a0"],
    "tags": [" and ", " or ", "not ", "( ", " )", "@a", "\\ ", "\\(", "\\)", "\\\\", "\n"],
    "messages": ['{"', '":', '","', "null", "true", "[]", "{}", "-1", "1e9", "\\u0000", "\\ud83d"],
    "files": ["\t", "\n", "1/1", "3/10", ":12", "@", "a.feature", "//", "/*", "*/", 'R"(', ')"', "\\", "'",
              '"', "\\\n"],
}
WORDS["format"] = WORDS["gherkin"]


def of_yaml(file, name):
    """The values of a member, as the official test data write them: on one line, in quotes or without."""
    for line in file.read_text(encoding="utf-8").splitlines():
        found = re.match(rf"(?:- )?{name}: (.*)", line)
        if found:
            value = found[1]
            yield (json.loads(value) if value.startswith('"') and value.endswith('"')
                   else value[1:-1].replace("''", "'") if value.startswith("'") else value)


def features(node_modules):
    yield from sorted(GHERKIN.rglob("*.feature"))
    yield from sorted(GHERKIN.rglob("*.feature.md"))
    if node_modules:
        yield from sorted(node_modules.glob(KIT + ".feature*"))


def expression_seeds():
    for file in sorted(EXPRESSIONS.rglob("*.yaml")):
        wordings, texts = list(of_yaml(file, "expression")), list(of_yaml(file, "text"))
        for wording in wordings:
            yield from (f"{wording}\n{text}".encode() for text in texts or [wording])


def tag_seeds():
    for file in sorted((EXPRESSIONS / "tag-expression").glob("*.yml")):
        for expression in of_yaml(file, "expression"):
            words = sorted(set(re.findall(r"[^\s()]+", expression)) - {"and", "or", "not"})
            yield "\n".join([expression, *words[::2]]).encode()


def message_seeds(node_modules):
    for file in sorted(GHERKIN.rglob("*.ndjson")):
        yield from file.read_bytes().splitlines()
    for file in sorted(node_modules.glob(KIT + ".ndjson")) if node_modules else []:
        yield from file.read_bytes().splitlines()


def file_seeds():
    yield b"\x001250\tfeatures/a.feature:12\n7\tb.feature:3\n"
    for text in (b"3/10", b"features/a.feature:12:30", b"a.feature", b"C:\\a:1", b"a:0"):
        yield b"\x01" + text
    yield b"\x02" + (5).to_bytes(4, "little") + b"\x01hello" + (0).to_bytes(4, "little") + b"\x02"
    yield "\x03naïve \"text\"\x00 // 🙈 /* */ R\"(raw)\" '\\''".encode()
    yield from (b"\x03" + file.read_bytes() for file in sorted((ROOT / "harness/lint").glob("*_test.cpp")))


def languages(node_modules):
    file = node_modules / "@cucumber/gherkin/dist/gherkin-languages.json" if node_modules else None
    if not file or not file.exists():
        return []
    return sorted({word for language in json.loads(file.read_text(encoding="utf-8")).values()
                   for words in language.values() if isinstance(words, list) for word in words})


def quoted(word):
    return '"' + "".join(f"\\x{byte:02x}" for byte in word.encode()) + '"'


def main():
    folder = pathlib.Path(sys.argv[1])
    named = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    node_modules = named if named and named.is_dir() else None
    sources = [file.read_bytes() for file in features(node_modules)]
    seeds = {"gherkin": sources, "format": sources, "expression": expression_seeds(), "tags": tag_seeds(),
             "messages": message_seeds(node_modules), "files": file_seeds()}
    for target, texts in seeds.items():
        (folder / target).mkdir(parents=True, exist_ok=True)
        for text in texts:
            if len(text) <= LONGEST_SEED:
                (folder / target / hashlib.sha1(text).hexdigest()).write_bytes(text)
        words = WORDS[target] + (languages(node_modules) if target in ("gherkin", "format") else [])
        (folder / f"{target}.dict").write_text("\n".join(map(quoted, words)) + "\n")


if __name__ == "__main__":
    main()

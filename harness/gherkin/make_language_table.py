#!/usr/bin/env python3
"""Writes the C++ table of languages() (language.hpp).

make_language_table.py gherkin-languages.json OUT.cpp
"""
import json
import sys

TYPES = {"given": "context", "when": "action", "then": "outcome", "and": "conjunction", "but": "conjunction"}


def literal(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def unique(words):
    return list(dict.fromkeys(words))


def step_keywords(language):
    """Longest first, so that a keyword is tried before its prefixes. A keyword listed twice has an unknown
    type: the official parser takes only a single mention, even of the same type, as certain."""
    mentions = {}
    for group, kind in TYPES.items():
        for word in language[group]:
            mentions.setdefault(word, []).append(kind)
    types = {word: kinds[0] if len(kinds) == 1 else "unknown" for word, kinds in mentions.items()}
    return sorted(types.items(), key=lambda entry: -len(entry[0]))


def string_array(name, words):
    return f"constexpr std::string_view {name}[] = {{{', '.join(literal(word) for word in words)}}};\n"


def main(source, target):
    with open(source, encoding="utf-8") as file:
        languages = json.load(file)
    arrays, rows = [], []
    for number, (code, language) in enumerate(sorted(languages.items())):
        titles = {group: unique(language[group]) for group in ("feature", "rule", "background", "examples")}
        titles["scenario"] = unique(language["scenario"] + language["scenarioOutline"])
        names = []
        for group in ("feature", "rule", "background", "scenario", "examples"):
            names.append(f"{group}_{number}")
            arrays.append(string_array(names[-1], titles[group]))
        steps = ", ".join(f"{{{literal(word)}, KeywordType::{kind}}}"
                          for word, kind in step_keywords(language))
        arrays.append(f"constexpr StepKeyword steps_{number}[] = {{{steps}}};\n")
        fields = [literal(code), literal(language["name"]), literal(language["native"]),
                  *names, f"steps_{number}"]
        rows.append(f"    {{{', '.join(fields)}}},\n")
    with open(target, "w", encoding="utf-8") as file:
        file.write('// Made by harness/gherkin/make_language_table.py from gherkin-languages.json.\n'
                   '#include "harness/gherkin/language.hpp"\n\nnamespace ordeal::gherkin {\nnamespace {\n')
        file.writelines(arrays)
        file.write("constexpr Language all[] = {\n")
        file.writelines(rows)
        file.write("};\n}  // namespace\n\nstd::span<const Language> languages() { return all; }\n\n"
                   "}  // namespace ordeal::gherkin\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

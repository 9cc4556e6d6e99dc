"""Feature files as people write them, made up: for the benchmark of the parser."""
import vocabulary

LANGUAGES = {
    "en": ("Feature", "Rule", "Background", "Scenario", "Scenario Outline", "Examples",
           ("Given", "When", "Then", "And")),
    "fr": ("Fonctionnalité", "Règle", "Contexte", "Scénario", "Plan du scénario", "Exemples",
           ("Soit", "Quand", "Alors", "Et")),
    "de": ("Funktionalität", "Regel", "Grundlage", "Szenario", "Szenariogrundriss", "Beispiele",
           ("Angenommen", "Wenn", "Dann", "Und")),
    "ru": ("Функция", "Правило", "Предыстория", "Сценарий", "Структура сценария", "Примеры",
           ("Допустим", "Когда", "Тогда", "И")),
}
MEDIAN_BYTES, MOST_BYTES = 10_000, 200_000


class Page:
    """One feature file, section by section."""

    def __init__(self, rng):
        self.rng = rng
        self.lines = []
        self.size = 0
        self.language = rng.choices(list(LANGUAGES), (91, 3, 3, 3))[0]
        (self.feature, self.rule, self.background, self.scenario, self.outline, self.examples,
         self.steps) = LANGUAGES[self.language]

    def perhaps(self, probability):
        return self.rng.random() < probability

    def line(self, depth=0, text=""):
        self.lines.append("  " * depth + text if text else "")
        self.size += len(self.lines[-1].encode()) + 1

    def sentence(self, least=4, most=12):
        return vocabulary.words(self.rng, least, most)

    def title(self, depth, keyword, text, tagged=.35, described=.1):
        self.line()
        if self.perhaps(.12):
            self.line(depth, "# " + self.sentence())
        if self.perhaps(tagged):
            tags = "@fast @slow @web @api @nightly".split() + [f"@TICKET-{self.rng.randint(1, 9999)}"]
            self.line(depth, " ".join(self.rng.sample(tags, self.rng.randint(1, 3))))
        self.line(depth, f"{keyword}: {text}" if text else keyword + ":")
        if self.perhaps(described):
            for _ in range(self.rng.randint(1, 4)):
                self.line(depth + 1, "So that " + self.sentence())

    def cell(self):
        kind = self.rng.randrange(5)
        return ("" if kind == 0 else str(self.rng.randint(0, 99_999)) if kind == 1 else
                self.rng.choice(vocabulary.PEOPLE) if kind == 2 else self.sentence(1, 3) if kind == 3 else
                r"left \| right" if self.perhaps(.1) else f"{self.rng.random() * 500:.2f}")

    def table(self, depth, header, rows):
        table = [header] + [[self.cell() for _ in header] for _ in range(rows)]
        widths = [max(map(len, column)) for column in zip(*table)]
        for row in table:
            self.line(depth, "| " + " | ".join(c.ljust(w) for c, w in zip(row, widths)) + " |")

    def doc_string(self, depth):
        self.line(depth, '"""' + self.rng.choice(("", "", "json", "text/plain")))
        for _ in range(self.rng.randint(2, 12)):
            who = self.rng.choice(vocabulary.PEOPLE)
            self.line(depth, self.rng.choice(("{", "}", f'  "who": "{who}",', "", self.sentence())))
        self.line(depth, '"""')

    def write_steps(self, depth, least=3, most=8, blank=""):
        given, when, then, conjunction = self.steps
        count = self.rng.randint(least, most)
        for nth in range(count):
            keyword = (given if nth == 0 else then if nth == count - 1 else when if nth == count // 2
                       else conjunction)
            self.line(depth, f"{keyword} {self.rng.choice(vocabulary.PEOPLE)} "
                             f"{self.rng.choice(vocabulary.DEEDS)} {blank}{self.rng.randint(1, 99)} "
                             f'{self.sentence(2, 7)} "{self.sentence(1, 3)}"')
            if self.perhaps(.08):
                self.doc_string(depth + 1)
            elif self.perhaps(.1):
                names = self.rng.sample("name price count town code note".split(), self.rng.randint(2, 5))
                self.table(depth + 1, names, self.rng.randint(1, 8))

    def write_background(self, depth):
        if self.perhaps(.4):
            self.title(depth, self.background, "", tagged=0)
            self.write_steps(depth + 1, 1, 4)

    def write_scenario(self, depth):
        if self.perhaps(.75):
            self.title(depth, self.scenario, self.sentence())
            self.write_steps(depth + 1)
            return
        self.title(depth, self.outline, self.sentence())
        self.write_steps(depth + 1, blank="<count> <thing> ")
        for _ in range(self.rng.choice((1, 1, 1, 2))):
            self.title(depth + 1, self.examples, self.sentence(1, 4), described=0)
            self.table(depth + 2, ["count", "thing", "total"], self.rng.randint(2, 12))

    def fill(self, size):
        if self.language != "en":
            self.line(0, f"# language: {self.language}")
        self.title(0, self.feature, self.sentence(), described=.8)
        self.write_background(1)
        self.write_scenario(1)
        depth, with_rules = 1, self.perhaps(.3)
        while self.size < size:
            if with_rules and (depth == 1 or self.perhaps(.2)):
                depth = 2
                self.title(1, self.rule, self.sentence(), tagged=0, described=.3)
                self.write_background(2)
            self.write_scenario(depth)


def write_to(folder, megabytes, rng):
    """Gives the bytes and the number of the files."""
    folder.mkdir(parents=True, exist_ok=True)
    total = number = 0
    while total < megabytes * 1_000_000:
        page = Page(rng)
        page.fill(min(MOST_BYTES, MEDIAN_BYTES * rng.lognormvariate(0, 1)))
        (folder / f"feature_{number:04}.feature").write_text("\n".join(page.lines) + "\n", encoding="utf-8")
        total += page.size
        number += 1
    return total, number

"""The step definitions of the workload, and texts that fit them: an office that rents out boats.

A definition is known by its number. The first ones are used by the scenarios; all that follow are padding of
the same shapes, which no step of the workload means.
"""
import dataclasses
import random

THINGS = ("boat canoe dinghy ferry kayak launch paddle raft sail schooner skiff sloop tender trawler tug "
          "yacht anchor berth buoy mooring").split()
STATES = ("is afloat|is booked|is clean|is damaged|is dry|is fuelled|is hired|is insured|is late|is locked|"
          "is lost|is on land|is painted|is paid for|is repaired|is returned|is safe|is sold|is tied up|"
          "is under way").split("|")
DEEDS = ("books cleans cancels fuels hires insures launches locks moors paints pays returns sells "
         "ships tows").split()
PEOPLE = "ada bo cleo dan eve finn gus hana ines jon kim lou mia nils olga pia".split()
WORDS = ("a after all and at before berth by captain crew customs deck deposit early for from harbour hour "
         "in invoice island keel late life north note of on office paper party pier quay river rope season "
         "south storm sun the three tide to two until warden water weather week when wind with").split()
BEYOND_ASCII = "café naïve Zürich überweisung счёт 注文 €".split()

KEYWORDS = ("Given", "When", "Then")
SHAPES = {
    "Given": ("the {thing} {state}",
              "the {thing} of {{word}} {state}",
              "{{int}} times this week the {thing} {state}",
              "the {thing} called {{string}} {state}",
              "{{word}} keeps {{int}} of {{string}} as the {thing} {state}"),
    "When": ("the office {deed} the {thing}",
             "{{word}} {deed} the {thing}",
             "the office {deed} {{int}} {thing} tickets",
             "the office {deed} the {thing} for {{string}}",
             "{{word}} {deed} {{int}} {thing} papers as {{string}}"),
    "Then": ("the {thing} board tells that it {state}",
             "the {thing} board of {{word}} tells that it {state}",
             "{{int}} {thing} cards tell that one {state}",
             "the sign {{string}} tells that the {thing} {state}",
             "{{word}} reads {{int}} {thing} rows and {{string}} since one {state}"),
}


@dataclasses.dataclass(frozen=True)
class Definition:
    number: int
    keyword: str
    expression: str
    padding: bool

    def captures(self):
        """The names of its parameters, in order."""
        return [part.split("}")[0] for part in self.expression.split("{")[1:]]


def definitions(used, padding):
    return [_definition(number, number >= used) for number in range(used + padding)]


def _definition(number, padding):
    keyword, nth = KEYWORDS[number % 3], number // 3
    shape, kind = nth % 5, nth // 5
    turn = kind + kind // len(THINGS)  # a thing that comes up again is in another state
    expression = SHAPES[keyword][shape].format(
        thing=THINGS[kind % len(THINGS)], state=STATES[turn % len(STATES)], deed=DEEDS[turn % len(DEEDS)])
    return Definition(number, keyword, f"{expression} at pier {number}" if padding else expression, padding)


def words(rng, least, most):
    return " ".join(rng.choice(BEYOND_ASCII if rng.random() < .03 else WORDS)
                    for _ in range(rng.randint(least, most)))


def text_for(definition, rng: random.Random):
    """A step that means this definition."""
    values = {"int": lambda: str(rng.randint(0, 9999)), "word": lambda: rng.choice(PEOPLE),
              "string": lambda: f'"{words(rng, 1, 4)}"'}
    text = definition.expression
    for capture in definition.captures():
        text = text.replace("{" + capture + "}", values[capture](), 1)
    return text

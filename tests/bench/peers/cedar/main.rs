// SPDX-License-Identifier: MIT

//! Cedar under measurement: a request for the product, for each component and for each vulnerability, each to the policies that
//! speak of such, all made beforehand; and what Cedar leaves to its users: to go over what a rule speaks of, and to count.
//! usage: cedar-bench POLICIES DOCUMENT

mod facts;

use anyhow::{Context as _, Result, bail};
use cedar_policy::{Authorizer, Policy, PolicyId, PolicySet};
use facts::{Facts, Source};
use serde::Deserialize;
use serde_json::{Map, json};
use std::io::{BufRead, stdin};
use std::time::Instant;

#[derive(Deserialize)]
struct PolicyText {
    id: String,
    text: String,
}

#[derive(Deserialize)]
struct Policies {
    product: Vec<PolicyText>,
    component: Vec<PolicyText>,
    vulnerability: Vec<PolicyText>,
}

#[derive(Deserialize)]
struct Rule {
    code: String,
    form: String,
    conditional: bool,
    most: usize,
}

#[derive(Deserialize)]
struct File {
    #[serde(flatten)]
    source: Source,
    rules: Vec<Rule>,
    policies: Policies,
}

/// What the policies of a rule said, of all that it speaks of: what fails, how many stay open, how many hold, whether it applies.
#[derive(Default, Clone)]
struct Said<'a> {
    fails: Vec<&'a str>,
    open: usize,
    holds: usize,
    applies: bool,
}

type Answer = (&'static str, Vec<String>);

struct Bench {
    document: String,
    source: Source,
    rules: Vec<Rule>,
    /// In the order of the facts' requests.
    policies: [PolicySet; 3],
    facts: Facts,
    authorizer: Authorizer,
}

fn policy_set(texts: &[PolicyText]) -> Result<PolicySet> {
    let mut set = PolicySet::new();
    for one in texts {
        set.add(Policy::parse(Some(PolicyId::new(&one.id)), &one.text).with_context(|| one.text.clone())?)?;
    }
    Ok(set)
}

fn answer_to(rule: &Rule, said: &Said) -> Answer {
    let violated = |fails: bool| if fails { ("violated", vec![String::new()]) } else { ("satisfied", vec![]) };
    let possible = said.holds + said.open;
    match rule.form.as_str() {
        _ if rule.conditional && !said.applies => ("not_applicable", vec![]),
        "count" if said.holds <= rule.most && possible > rule.most => ("undetermined", vec![]),
        "count" => violated(said.holds > rule.most),
        "some" if said.holds == 0 && possible > 0 => ("undetermined", vec![]),
        "some" => violated(said.holds == 0),
        _ if !said.fails.is_empty() => ("violated", said.fails.iter().map(|one| one.to_string()).collect()),
        _ if said.open > 0 => ("undetermined", vec![]),
        _ => ("satisfied", vec![]),
    }
}

impl Bench {
    fn prepare(path: &str, document: &str) -> Result<Self> {
        let file: File = serde_json::from_str(&std::fs::read_to_string(path)?)?;
        let document = std::fs::read_to_string(document)?;
        let facts = Facts::load(&file.source, &document)?;
        let some = &file.policies;
        let policies = [policy_set(&some.product)?, policy_set(&some.component)?, policy_set(&some.vulnerability)?];
        Ok(Bench { document, source: file.source, rules: file.rules, policies, facts, authorizer: Authorizer::new() })
    }

    fn load(&mut self) -> Result<()> {
        self.facts = Facts::load(&self.source, &self.document)?;
        Ok(())
    }

    fn review(&self) -> Result<Vec<Answer>> {
        let mut all = vec![Said::default(); self.rules.len()];
        for (policies, requests) in self.policies.iter().zip(&self.facts.requests) {
            if policies.is_empty() {
                continue;
            }
            for (name, request) in requests {
                let response = self.authorizer.is_authorized(request, policies, &self.facts.entities);
                if let Some(error) = response.diagnostics().errors().next() {
                    bail!("{name}: {error}");
                }
                for id in response.diagnostics().reason() {
                    let number: usize = AsRef::<str>::as_ref(id).parse()?;
                    let said = &mut all[number / 4];
                    match number % 4 {
                        0 => said.fails.push(name),
                        1 => said.open += 1,
                        2 => said.holds += 1,
                        _ => said.applies = true,
                    }
                }
            }
        }
        Ok(self.rules.iter().zip(&all).map(|(rule, said)| answer_to(rule, said)).collect())
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

    fn answers(&self) -> Result<String> {
        let answers = self.review()?;
        let all: Map<_, _> =
            self.rules.iter().zip(answers).map(|(rule, one)| (rule.code.clone(), json!([one.0, one.1]))).collect();
        Ok(serde_json::to_string(&all)?)
    }
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, policies, document] = &arguments[..] else { bail!("cedar-bench POLICIES DOCUMENT") };
    let mut bench = Bench::prepare(policies, document)?;
    println!("ready");
    for line in stdin().lock().lines() {
        let line = line?;
        match line.split_once(' ') {
            None if line == "stop" => break,
            None => println!("{}", bench.answers()?),
            Some((name, count)) => println!("{}", bench.measure(name, count.parse().context("a count")?)?),
        }
    }
    Ok(())
}

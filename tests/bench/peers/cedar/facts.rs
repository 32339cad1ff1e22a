// SPDX-License-Identifier: MIT

//! A product as Cedar's entities, with the requests that ask about it. What Cedar cannot say is worked out here: which patterns a
//! name matches, what is reached from some components, and dates, decimals, versions and levels as whole numbers.

use anyhow::{Context as _, Result, bail};
use cedar_policy::{Context, Entities, Entity, EntityId, EntityTypeName, EntityUid, Request, RestrictedExpression as Value};
use regex::RegexSet;
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use std::collections::{HashMap, HashSet};

type Types = HashMap<String, String>;

/// The types of attributes, by entity, and the patterns that policies know by number.
#[derive(Deserialize)]
pub struct Source {
    types: HashMap<String, Types>,
    patterns: Vec<String>,
    #[serde(skip)]
    compiled: std::sync::OnceLock<RegexSet>,
}

pub struct Facts {
    pub entities: Entities,
    /// About the product, the components, the vulnerabilities, each with what a finding calls it.
    pub requests: [Vec<(String, Request)>; 3],
}

const LEVELS: [&str; 4] = ["low", "medium", "high", "critical"];

fn uid(type_: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(type_.clone(), EntityId::new(id))
}

fn numbers<const COUNT: usize>(text: &str, separator: char) -> Result<[i64; COUNT]> {
    let parts: Vec<i64> = text.split(separator).map(str::parse).collect::<Result<_, _>>()?;
    parts.try_into().ok().with_context(|| format!("{text} is not of {COUNT} numbers"))
}

/// Days since the first of the year 1, that one being 1.
fn days(text: &str) -> Result<i64> {
    let [year, month, day] = numbers(text, '-')?;
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    Ok(365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 306)
}

fn release(text: &str) -> Result<i64> {
    let [first, second, third] = numbers(text, '.')?;
    Ok(first << 40 | second << 20 | third)
}

struct Names {
    product: EntityTypeName,
    component: EntityTypeName,
    vulnerability: EntityTypeName,
    supplier: EntityTypeName,
    roots: EntityTypeName,
}

fn value(type_: &str, from: &Json, names: &Names) -> Result<Value> {
    let text = || from.as_str().context("a text");
    Ok(match type_ {
        "text" => Value::new_string(text()?.to_string()),
        "boolean" => Value::new_bool(from.as_bool().context("a boolean")?),
        "integer" => Value::new_long(from.as_i64().context("a number")?),
        "decimal" => Value::new_long((from.as_f64().context("a number")? * 1000.0).round() as i64),
        "date" => Value::new_long(days(text()?)?),
        "version" => Value::new_long(release(text()?)?),
        "level" => Value::new_long(LEVELS.iter().position(|one| Some(*one) == from.as_str()).context("a level")? as i64),
        "supplier" => Value::new_entity_uid(uid(&names.supplier, text()?)),
        _ => bail!("no type is called {type_}"),
    })
}

fn attributes(from: &Map<String, Json>, types: &Types, names: &Names) -> Result<HashMap<String, Value>> {
    let mut made = HashMap::new();
    for (name, content) in from {
        if let Some(type_) = types.get(name) {
            made.insert(name.clone(), value(type_, content, names)?);
        }
    }
    Ok(made)
}

fn list<'a>(of: &'a Map<String, Json>, name: &str) -> &'a [Json] {
    of.get(name).and_then(Json::as_array).map_or(&[], Vec::as_slice)
}

fn id_of(of: &Map<String, Json>) -> Result<&str> {
    of.get("id").and_then(Json::as_str).context("an id")
}

/// All components that these depend on, themselves among them.
fn reach<'a>(by_id: &HashMap<&'a str, &'a Map<String, Json>>, roots: &'a [Json]) -> HashSet<&'a str> {
    let mut open: Vec<&str> = roots.iter().filter_map(Json::as_str).collect();
    let mut seen: HashSet<&str> = open.iter().copied().collect();
    while let Some(id) = open.pop() {
        let next = by_id.get(id).map_or(&[][..], |one| list(one, "depends_on"));
        open.extend(next.iter().filter_map(Json::as_str).filter(|one| seen.insert(one)));
    }
    seen
}

impl Facts {
    pub fn load(source: &Source, document: &str) -> Result<Self> {
        let names = Names {
            product: "Product".parse()?,
            component: "Component".parse()?,
            vulnerability: "Vulnerability".parse()?,
            supplier: "Supplier".parse()?,
            roots: "Roots".parse()?,
        };
        let document: Json = serde_json::from_str(document)?;
        let product = document["product"].as_object().context("a product")?;
        let suppliers = document["suppliers"].as_object().context("suppliers")?;
        let (action, subject) = ("Action::\"review\"".parse()?, uid(&names.product, id_of(product)?));
        let mut made = Maker { source, names: &names, action, product: subject, all: vec![], requests: Default::default() };
        made.add(0, "", made.product.clone(), attributes(product, &source.types["product"], &names)?, HashSet::new())?;
        for (id, facts) in suppliers {
            let facts = attributes(facts.as_object().context("a supplier")?, &source.types["supplier"], &names)?;
            made.all.push(Entity::new(uid(&names.supplier, id), facts, HashSet::new())?);
        }
        made.components(product)?;
        Ok(Facts { entities: Entities::from_entities(made.all, None)?, requests: made.requests })
    }
}

struct Maker<'a> {
    source: &'a Source,
    names: &'a Names,
    action: EntityUid,
    product: EntityUid,
    all: Vec<Entity>,
    requests: [Vec<(String, Request)>; 3],
}

impl Maker<'_> {
    fn add(
        &mut self,
        kind: usize,
        name: &str,
        id: EntityUid,
        attributes: HashMap<String, Value>,
        parents: HashSet<EntityUid>,
    ) -> Result<()> {
        let request = Request::new(id.clone(), self.action.clone(), self.product.clone(), Context::empty(), None)?;
        self.requests[kind].push((name.to_string(), request));
        self.all.push(Entity::new(id, attributes, parents)?);
        Ok(())
    }

    fn matches(&self, name: &str) -> Result<Value> {
        if self.source.compiled.get().is_none() {
            let compiled = regex::RegexSetBuilder::new(&self.source.patterns).size_limit(1 << 30).build()?;
            let _ = self.source.compiled.set(compiled);
        }
        let set = self.source.compiled.get().context("patterns")?;
        Ok(Value::new_set(set.matches(name).into_iter().map(|number| Value::new_long(number as i64))))
    }

    fn components(&mut self, product: &Map<String, Json>) -> Result<()> {
        let components: Vec<_> = list(product, "components").iter().filter_map(Json::as_object).collect();
        let by_id: HashMap<_, _> = components.iter().map(|one| Ok((id_of(one)?, *one))).collect::<Result<_>>()?;
        let reached: Vec<_> = product
            .iter()
            .filter(|(name, _)| name.starts_with("roots_"))
            .map(|(name, _)| (uid(&self.names.roots, name), reach(&by_id, list(product, name))))
            .collect();
        for one in components {
            let id = id_of(one)?;
            let mut facts = attributes(one, &self.source.types["component"], self.names)?;
            facts.insert("matches".to_string(), self.matches(one["name"].as_str().context("a name")?)?);
            let parents = reached.iter().filter(|(_, ids)| ids.contains(id)).map(|(root, _)| root.clone()).collect();
            let component = uid(&self.names.component, id);
            self.add(1, id, component.clone(), facts, parents)?;
            for other in list(one, "vulnerabilities").iter().filter_map(Json::as_object) {
                let mut facts = attributes(other, &self.source.types["vulnerability"], self.names)?;
                facts.insert("component".to_string(), Value::new_entity_uid(component.clone()));
                let name = format!("{id} {}", id_of(other)?);
                self.add(2, &name, uid(&self.names.vulnerability, &name), facts, HashSet::new())?;
            }
        }
        Ok(())
    }
}

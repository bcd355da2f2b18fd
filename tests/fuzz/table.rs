//! The tables of parts; what their fields mean stands at the top of each file in `tables/`.

use pyfix::proof::OBLIGATIONS;
use pyfix::verdict::Obligation;
use serde::Deserialize;

/// One text, or several of which one is drawn.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(untagged)]
pub enum Texts {
    /// Nothing.
    #[default]
    None,
    /// Always this one.
    One(String),
    /// One of these.
    Many(Vec<String>),
}

impl Texts {
    /// All of them.
    pub fn all(&self) -> &[String] {
        match self {
            Texts::None => &[],
            Texts::One(text) => std::slice::from_ref(text),
            Texts::Many(texts) => texts,
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all().iter().all(String::is_empty)
    }

    /// Whether any of them has this in it.
    pub fn mention(&self, what: &str) -> bool {
        self.all().iter().any(|text| text.contains(what))
    }
}

/// What makes the sequence.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Producer {
    pub name: String,
    pub item: String,
    pub top: Texts,
    pub setup: Texts,
    pub block: Texts,
    pub seq: Texts,
    pub make: Texts,
    pub named: bool,
}

/// What walks it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Consumer {
    pub name: String,
    pub item: Option<String>,
    pub tags: Vec<String>,
    pub code: Texts,
    pub expression: Texts,
}

/// What stands between the two and has nothing to do with either.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Between {
    pub name: String,
    pub top: Texts,
    pub code: Texts,
}

/// What holds the program, or surrounds a part of it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Place {
    pub name: String,
    pub tags: Vec<String>,
    pub top: Texts,
    pub code: Texts,
}

/// What makes a naive rewrite wrong.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Hazard {
    pub name: String,
    /// The obligation that it attacks.
    pub obligation: String,
    /// Definitions at the level of the module.
    pub top: Texts,
    /// Statements before everything, in the scope of the walk.
    pub setup: Texts,
    /// Statements where the file is open, before the sequence is made.
    pub before_make: Texts,
    /// What `$E($e)` becomes, for all items or those of a kind.
    pub element: Texts,
    pub element_int: Texts,
    pub element_str: Texts,
    /// Statements between producer and walk, in the walk, and after it.
    pub between: Texts,
    pub body: Texts,
    pub after: Texts,
    /// What `$I($i)` becomes, where the walk is an expression.
    pub r#use: Texts,
    /// What surrounds everything, the producer, or the walk.
    pub wrap: Texts,
    pub around_make: Texts,
    pub around_walk: Texts,
    /// The elements read names of the scope of the walk.
    pub inline: bool,
    /// The sequence must have a name; the walk must (not) stand after the block.
    pub named: bool,
    pub leave: Option<bool>,
    /// Its definitions stand in another file.
    pub split: bool,
    /// They stand in the same file: that a function of another file knows the path by itself is
    /// what the safe tier assumes not to happen (`safety.md`, obligation 7).
    pub whole: bool,
    /// Names, or tags, of parts that it goes with; all where there are none.
    pub producers: Vec<String>,
    pub consumers: Vec<String>,
    pub frames: Vec<String>,
    /// Names that the producer must use.
    pub needs: Vec<String>,
    /// An input that the producer must read.
    pub reads: Option<String>,
    /// Parts of its own.
    pub producer: Option<Producer>,
    pub consumer: Option<Consumer>,
    pub frame: Option<Place>,
    /// The exceptions that may end the program.
    pub ends: Vec<String>,
}

impl Hazard {
    /// The obligation that it attacks.
    pub fn obligation(&self) -> Obligation {
        let named = |o: &Obligation| format!("{o:?}") == self.obligation;
        let known = OBLIGATIONS.iter().map(|check| check.obligation).find(named);
        known.unwrap_or_else(|| panic!("{}: `{}` is no obligation", self.name, self.obligation))
    }
}

/// All parts.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tables {
    #[serde(rename = "producer")]
    pub producers: Vec<Producer>,
    #[serde(rename = "consumer")]
    pub consumers: Vec<Consumer>,
    #[serde(rename = "between")]
    pub betweens: Vec<Between>,
    #[serde(rename = "frame")]
    pub frames: Vec<Place>,
    #[serde(rename = "wrap")]
    pub wraps: Vec<Place>,
    #[serde(rename = "hazard")]
    pub hazards: Vec<Hazard>,
}

/// Name and text of every table.
const FILES: &[(&str, &str)] = &[
    ("producers", include_str!("tables/producers.toml")),
    ("consumers", include_str!("tables/consumers.toml")),
    ("between", include_str!("tables/between.toml")),
    ("places", include_str!("tables/places.toml")),
    ("one_walk", include_str!("tables/hazards/one_walk.toml")),
    ("read_too_late", include_str!("tables/hazards/read_too_late.toml")),
    ("written_too_late", include_str!("tables/hazards/written_too_late.toml")),
    ("streams_swap", include_str!("tables/hazards/streams_swap.toml")),
    ("exceptions", include_str!("tables/hazards/exceptions.toml")),
    ("early_end", include_str!("tables/hazards/early_end.toml")),
    ("resource", include_str!("tables/hazards/resource.toml")),
    ("rest", include_str!("tables/hazards/rest.toml")),
];

impl Tables {
    /// Reads all tables.
    pub fn load() -> Tables {
        let mut all = Tables::default();
        for (name, text) in FILES {
            let part: Tables = toml::from_str(text).unwrap_or_else(|error| panic!("tables/{name}.toml: {error}"));
            all.producers.extend(part.producers);
            all.consumers.extend(part.consumers);
            all.betweens.extend(part.betweens);
            all.frames.extend(part.frames);
            all.wraps.extend(part.wraps);
            all.hazards.extend(part.hazards);
        }
        all.hazards.iter().for_each(|hazard| _ = hazard.obligation());
        all
    }
}

//! Which parts a program is made of, drawn from a seed.

use pyfix::verdict::Obligation;

use crate::rng::{Rng, mix};
use crate::table::{Between, Consumer, Hazard, Place, Producer, Tables, Texts};

/// How the inputs come to the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Global,
    Local,
    Parameter,
    Annotated,
    Default,
    Attribute,
    Item,
    Own,
}

const STYLES: &[Style] = &[
    Style::Global,
    Style::Local,
    Style::Parameter,
    Style::Annotated,
    Style::Annotated,
    Style::Default,
    Style::Attribute,
    Style::Item,
    Style::Own,
];

/// The part of a program that a wrap surrounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    All,
    Make,
    Walk,
}

/// Where the definitions of the module stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    OneFile,
    ImportNames,
    ImportStar,
}

/// Which programs are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// All.
    All,
    /// Those without a hazard.
    Plain,
    /// Those whose hazard attacks this obligation.
    Against(Obligation),
}

/// A program as numbers of rows: small, and easy to make simpler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipe {
    pub producer: usize,
    pub consumer: usize,
    pub between: Option<usize>,
    pub frame: usize,
    pub wraps: Vec<(usize, Span)>,
    pub style: Style,
    pub hazard: Option<usize>,
    /// The sequence has a name; the walk stands after the block.
    pub named: bool,
    pub leave: bool,
    pub split: Split,
    /// Which of several texts are taken.
    pub choice: u64,
}

/// The rows of a recipe; those of the hazard go first.
pub struct Parts<'t> {
    pub producer: &'t Producer,
    pub consumer: &'t Consumer,
    pub between: Option<&'t Between>,
    pub frame: &'t Place,
    pub wraps: Vec<(&'t Place, Span)>,
    pub hazard: Option<&'t Hazard>,
    pub recipe: &'t Recipe,
}

impl Recipe {
    /// The program of a seed.
    pub fn draw(tables: &Tables, seed: u64, among: Among) -> Recipe {
        let mut rng = Rng::new(seed);
        let hazards: Vec<usize> = (0..tables.hazards.len())
            .filter(|index| match among {
                Among::All => true,
                Among::Plain => false,
                Among::Against(obligation) => tables.hazards[*index].obligation() == obligation,
            })
            .collect();
        let with_hazard = !hazards.is_empty() && (among != Among::All || rng.chance(65));
        loop {
            let hazard = with_hazard.then(|| hazards[rng.below(hazards.len())]);
            for _ in 0..400 {
                let recipe = Recipe::any(tables, &mut rng, hazard);
                if recipe.is_possible(tables) {
                    return recipe;
                }
            }
        }
    }

    fn any(tables: &Tables, rng: &mut Rng, hazard: Option<usize>) -> Recipe {
        let wraps = [0, 0, 0, 1, 1, 2][rng.below(6)];
        let spans = [Span::All, Span::Make, Span::Walk];
        Recipe {
            producer: rng.below(tables.producers.len()),
            consumer: rng.below(tables.consumers.len()),
            between: rng.chance(40).then(|| rng.below(tables.betweens.len())),
            frame: rng.below(tables.frames.len()),
            wraps: (0..wraps).map(|_| (rng.below(tables.wraps.len()), spans[rng.below(3)])).collect(),
            style: STYLES[rng.below(STYLES.len())],
            hazard,
            named: rng.chance(50),
            leave: rng.chance(40),
            split: [Split::OneFile, Split::ImportNames, Split::ImportStar][rng.below(12).saturating_sub(9)],
            choice: rng.next(),
        }
    }

    /// Recipes with one part less, or a plainer one.
    pub fn simpler(&self) -> Vec<Recipe> {
        let mut found = Vec::new();
        let mut add = |change: &dyn Fn(&mut Recipe)| {
            let mut other = self.clone();
            change(&mut other);
            if other != *self {
                found.push(other);
            }
        };
        add(&|r| r.wraps.clear());
        for index in 0..self.wraps.len() {
            add(&|r| _ = r.wraps.remove(index));
        }
        add(&|r| r.between = None);
        add(&|r| r.split = Split::OneFile);
        for consumer in [0, 1, 2] {
            add(&|r| r.consumer = consumer);
        }
        for frame in [0, 1] {
            add(&|r| r.frame = frame);
        }
        for style in [Style::Global, Style::Local, Style::Parameter, Style::Annotated] {
            add(&|r| r.style = style);
        }
        add(&|r| r.named = false);
        add(&|r| r.leave = false);
        found
    }

    /// Whether its parts can be put together.
    pub fn is_possible(&self, tables: &Tables) -> bool {
        self.parts(tables).fit()
    }

    /// The rows.
    pub fn parts<'t>(&'t self, tables: &'t Tables) -> Parts<'t> {
        let hazard = self.hazard.map(|index| &tables.hazards[index]);
        Parts {
            producer: hazard.and_then(|h| h.producer.as_ref()).unwrap_or(&tables.producers[self.producer]),
            consumer: hazard.and_then(|h| h.consumer.as_ref()).unwrap_or(&tables.consumers[self.consumer]),
            between: self.between.map(|index| &tables.betweens[index]),
            frame: hazard.and_then(|h| h.frame.as_ref()).unwrap_or(&tables.frames[self.frame]),
            wraps: self.wraps.iter().map(|(index, span)| (&tables.wraps[*index], *span)).collect(),
            hazard,
            recipe: self,
        }
    }

    /// One of several texts: always the same for the same slot.
    pub fn pick<'t>(&self, slot: &str, texts: &'t Texts) -> &'t str {
        let slot = slot.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
        match texts.all() {
            [] => "",
            all => &all[Rng::new(mix(self.choice ^ slot)).below(all.len())],
        }
    }
}

/// Whether any of these names or tags is wanted; all are where none is named.
fn wanted(wanted: &[String], name: &str, tags: &[String]) -> bool {
    wanted.is_empty() || wanted.iter().any(|w| w == name || tags.contains(w))
}

impl Parts<'_> {
    /// Whether the parts can be put together.
    fn fit(&self) -> bool {
        self.walk_fits() && self.place_fits() && self.hazard.is_none_or(|hazard| self.hazard_fits(hazard))
    }

    fn has_name(&self) -> bool {
        self.recipe.named || !self.producer.make.is_empty()
    }

    fn walk_fits(&self) -> bool {
        let own = self.hazard.is_some_and(|h| h.consumer.is_some());
        let item = self.producer.item.as_str();
        let items = self.consumer.item.as_ref().map_or(item != "any" || own, |wanted| wanted == item);
        let builds = self.consumer.tags.iter().any(|tag| tag == "builds");
        let worth = self.hazard.is_some_and(|h| h.consumers.iter().any(|tag| tag == "builds"));
        let tags = ["return", "yield", "await"];
        let kind = tags.iter().all(|tag| !self.consumer.tags.iter().any(|t| t == tag) || self.frame_is(tag));
        // PEP 572: no walrus in a comprehension of a class body.
        let syntax = !(self.frame_is("class") && self.producer.seq.mention(":="));
        // A tuple cannot be popped from.
        let pops = self.consumer.code.mention(".pop(");
        let tuple = self.producer.seq.mention("tuple(") || self.hazard.is_some_and(|h| h.around_make.mention("= ()"));
        items && kind && builds == worth && syntax && !(pops && tuple)
    }

    fn frame_is(&self, tag: &str) -> bool {
        self.frame.tags.iter().any(|t| t == tag)
    }

    fn place_fits(&self) -> bool {
        let recipe = self.recipe;
        let takes = self.frame.code.mention("$PARAMS");
        let style = match recipe.style {
            Style::Parameter | Style::Default => takes,
            Style::Annotated => takes && !self.frame.code.mention("lambda $PARAMS"),
            Style::Own => self.frame.code.mention("$INIT"),
            Style::Global | Style::Local | Style::Attribute | Style::Item => true,
        };
        let block = !self.producer.block.is_empty();
        let named = (!recipe.leave || block) && (self.has_name() || !recipe.leave && !self.producer.named);
        let spans = self.has_name() || recipe.wraps.iter().all(|(_, span)| *span == Span::All);
        let class = !self.frame_is("class") || recipe.style == Style::Global;
        style && named && spans && class && (!self.frame_is("expression") || self.is_expression())
    }

    /// Nothing but an expression is needed.
    fn is_expression(&self) -> bool {
        let (producer, recipe) = (self.producer, self.recipe);
        let plain = producer.block.is_empty() && producer.setup.is_empty() && !self.has_name();
        let statements = |h: &crate::table::Hazard| {
            [&h.setup, &h.before_make, &h.between, &h.after, &h.wrap, &h.around_make].iter().any(|t| !t.is_empty())
                || h.body.mention("\n") && h.r#use.is_empty()
        };
        let inputs = matches!(recipe.style, Style::Global | Style::Parameter | Style::Annotated | Style::Default);
        let bare = recipe.wraps.is_empty() && recipe.between.is_none() && !self.hazard.is_some_and(statements);
        plain && bare && inputs && !self.consumer.expression.is_empty()
    }

    fn hazard_fits(&self, hazard: &Hazard) -> bool {
        let expression = self.frame_is("expression");
        let class = self.frame_is("class") && (hazard.inline || hazard.producer.is_some() || !hazard.setup.is_empty());
        let names = wanted(&hazard.producers, &self.producer.name, &[])
            && wanted(&hazard.consumers, &self.consumer.name, &self.consumer.tags)
            && wanted(&hazard.frames, &self.frame.name, &self.frame.tags);
        let around = !hazard.around_make.is_empty() || !hazard.around_walk.is_empty() || hazard.named;
        let form = hazard.leave.is_none_or(|leave| leave == self.recipe.leave) && (!around || self.has_name());
        let one = self.recipe.split == Split::OneFile;
        let form = form && (!hazard.split || !one) && (!hazard.whole || one);
        let hook = hazard.body.is_empty() && hazard.r#use.is_empty()
            || !expression && self.consumer.code.mention("$BODY") && !hazard.body.is_empty()
            || self.consumer.expression.mention("$I(") && !hazard.r#use.is_empty();
        names && form && !class && hook && self.element_fits(hazard) && self.inputs_fit(hazard)
    }

    fn element_fits(&self, hazard: &Hazard) -> bool {
        let number = matches!(self.producer.item.as_str(), "int" | "pair");
        let typed = if number { &hazard.element_int } else { &hazard.element_str };
        let any = !hazard.element.is_empty() || !typed.is_empty();
        let none = hazard.element.is_empty() && hazard.element_int.is_empty() && hazard.element_str.is_empty();
        let here = self.producer.seq.mention("$E(") || self.producer.make.mention("$E(");
        none || any && (here || !hazard.inline && self.producer.top.mention("$E("))
    }

    /// What the hazard changes, the producer reads.
    fn inputs_fit(&self, hazard: &Hazard) -> bool {
        let producer = self.producer;
        let texts = [&producer.setup, &producer.block, &producer.seq, &producer.make];
        let read = |name: &str| texts.iter().any(|text| text.mention(name));
        let acts = [&hazard.setup, &hazard.between, &hazard.body, &hazard.before_make];
        let input = |name: &str| !acts.iter().any(|text| text.mention(name)) || read(name);
        let needed = hazard.needs.iter().all(|name| match name.as_str() {
            "f" => ["f.readlines()", "list(f)", "in f]", "in f:"].iter().any(|use_| read(use_)),
            other => read(other),
        });
        input("$xs") && input("$d") && needed && hazard.reads.as_ref().is_none_or(|name| read(&format!("${name}")))
    }
}

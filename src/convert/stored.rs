//! The stored shape: who says what, in the default graph, one node a statement (RDF 1.1).

use std::collections::HashSet;
use std::fmt::Write as _;

use super::nodes::{EDTF_DATATYPE, NodeWriter};
use super::shared::Used;
use super::{Converter, content_key, entity_iri};
use crate::rdf::{Object, QuadSink};
use crate::statement::{
    About, AgentRef, Article, EntityRef, Evidence, Holder, LocalEntity, Origin, Polarity, Statement, Time,
};
use crate::vocab::{dct, oa, rdf, rdfs, schema, skos, st, xsd};

/// Writes an article's statement layer.
pub(super) fn write<S: QuadSink>(
    converter: &Converter<'_>,
    article: &Article<'_>,
    digests: &[String],
    vouched: &HashSet<EntityRef>,
    sink: &mut S,
    used: &mut Used,
) {
    let mut writer = NodeWriter { article, context: converter.context, sink, used };
    writer.about(&article.about);
    for (number, entity) in (0_u32..).zip(&article.entities) {
        if entity.used {
            writer.entity(entity, vouched.contains(&EntityRef::Local(number)));
        }
    }
    let mut place = String::new();
    for (statement, digest) in article.statements.iter().zip(digests) {
        writer.statement(statement, digest, &mut place);
        for (number, review) in converter.reviews.of(&statement.iri).iter().enumerate() {
            writer.review(&statement.iri, number + 1, review);
        }
    }
}

impl<S: QuadSink> NodeWriter<'_, '_, S> {
    fn about(&mut self, about: &About<'_>) {
        let article = self.article;
        let iri = article.iri.as_str();
        self.iri(iri, rdf::TYPE, st::ARTICLE_CLASS);
        self.text(iri, st::ID, &article.id);
        self.texts(iri, schema::HEADLINE, &about.title);
        self.text(iri, schema::IN_LANGUAGE, &about.language);
        if let Some(url) = &about.url {
            self.iri(iri, schema::URL, url);
        }
        if let Some(url) = &about.archive_url {
            self.iri(iri, st::ARCHIVE_URL, url);
        }
        self.agents(iri, schema::AUTHOR, "author", &about.authors);
        self.agents(iri, schema::PUBLISHER, "publisher", &about.publishers);
        self.date(iri, schema::DATE_PUBLISHED, "published", about.published.as_ref());
        self.date(iri, st::RETRIEVED, "retrieved", about.retrieved.as_ref());
        if let Some(hash) = &about.text_sha256 {
            self.text(iri, st::TEXT_SHA256, hash);
        }
        if let Some(licence) = &about.licence {
            if crate::iri::is_iri(licence) {
                self.iri(iri, dct::LICENSE, licence);
            } else {
                self.text(iri, dct::LICENSE, licence);
            }
        }
        if let Some(original) = &about.reprint_of {
            self.iri(iri, st::REPRINT_OF, original);
        }
        if let Some(corrected) = &about.corrects {
            self.iri(iri, st::CORRECTS, corrected);
        }
        if let Some(retraction) = &about.retracted {
            match &retraction.date {
                Some(date) => self.date(iri, st::RETRACTED, "retracted", Some(&Time::Known(date.clone()))),
                None => self.typed(iri, st::RETRACTED, "true", xsd::BOOLEAN),
            }
            if let Some(note) = &retraction.note {
                self.source_text(iri, st::RETRACTION_NOTE, note);
            }
        }
        if let Some(grade) = &about.source_grade {
            self.text(iri, st::SOURCE_GRADE, grade);
        }
        if let Some(credibility) = &about.credibility {
            self.typed(iri, st::CREDIBILITY, credibility, xsd::INTEGER);
        }
        if about.never_assert {
            self.typed(iri, st::NEVER_ASSERT, "true", xsd::BOOLEAN);
        }
    }

    fn agents(&mut self, iri: &str, property: &str, place: &str, agents: &[AgentRef<'_>]) {
        for (number, agent) in agents.iter().enumerate() {
            match agent {
                AgentRef::Entity(entity) => {
                    self.used.note_entity(*entity);
                    let entity = entity_iri(*entity, self.article, self.context);
                    self.sink.quad(iri, property, Object::Iri(entity), None);
                }
                AgentRef::Named(names) => {
                    let node = format!("{iri}/{place}/{}", number + 1);
                    self.iri(iri, property, &node);
                    self.texts(&node, rdfs::LABEL, names);
                }
                AgentRef::Unknown(unknown) => {
                    let node = format!("{iri}/{place}/{}", number + 1);
                    self.iri(iri, property, &node);
                    self.unknown(&node, unknown);
                }
            }
        }
    }

    /// Writes a date in its most exact XML Schema form, else as an EDTF string; never a made-up day.
    fn date(&mut self, iri: &str, property: &str, place: &str, time: Option<&Time<'_>>) {
        match time {
            None => {}
            Some(Time::Known(time)) => match time.xsd() {
                Some((text, datatype)) => {
                    let datatype = match datatype {
                        "date" => xsd::DATE,
                        "gYearMonth" => xsd::G_YEAR_MONTH,
                        "gYear" => xsd::G_YEAR,
                        _ => xsd::DATE_TIME,
                    };
                    self.typed(iri, property, text, datatype);
                }
                None => self.typed(iri, property, time.as_str(), EDTF_DATATYPE),
            },
            Some(other) => {
                let node = format!("{iri}/{place}");
                self.iri(iri, property, &node);
                self.time(&node, other);
            }
        }
    }

    /// Writes an article's own entity; one that no asserted statement speaks of stays untyped.
    fn entity(&mut self, entity: &LocalEntity<'_>, vouched: bool) {
        let iri = entity.iri.as_str();
        for class in &entity.types {
            self.used.note_term(&class.iri);
        }
        if entity.origin == Origin::Outside {
            return;
        }
        if vouched {
            self.texts(iri, rdfs::LABEL, &entity.labels);
            if entity.labels.is_empty() {
                self.texts(iri, rdfs::LABEL, &entity.described);
            } else {
                self.texts(iri, skos::ALT_LABEL, &entity.described);
            }
            self.texts(iri, skos::ALT_LABEL, &entity.aliases);
            for same in &entity.same_as {
                self.iri(iri, skos::EXACT_MATCH, same);
            }
        } else {
            self.iri(iri, rdf::TYPE, st::DESCRIBED_CLASS);
            for class in &entity.types {
                self.iri(iri, st::DESCRIBED_AS, &class.iri);
            }
            // What it is said to be elsewhere is part of how it is described, no identity of ours.
            for same in &entity.same_as {
                self.iri(iri, st::DESCRIBED_AS, same);
            }
            if entity.described.is_empty() {
                self.texts(iri, rdfs::LABEL, &entity.labels);
                self.texts(iri, skos::ALT_LABEL, &entity.aliases);
            } else {
                // Where neutral words are given, they are the only names that are written.
                self.texts(iri, rdfs::LABEL, &entity.described);
            }
        }
        if let Some(note) = &entity.note {
            self.source_text(iri, st::NOTE, note);
        }
    }

    fn statement(&mut self, statement: &Statement<'_>, digest: &str, place: &mut String) {
        let article = self.article;
        let iri = statement.iri.as_str();
        self.iri(iri, rdf::TYPE, st::STATEMENT_CLASS);
        self.text(iri, st::ID, &statement.id);
        self.iri(iri, st::IN_ARTICLE, &article.iri);
        self.texts(iri, st::GLOSS, &statement.gloss);
        if let Some(subject) = &statement.subject {
            self.value(iri, st::SUBJECT, subject, "subject");
        }
        if let Some(predicate) = statement.predicate {
            self.term(iri, st::PREDICATE, predicate);
        }
        if let Some(object) = &statement.object {
            self.value(iri, st::OBJECT, object, "object");
        }
        for (number, value) in statement.about.iter().enumerate() {
            numbered(place, "about", number);
            self.value(iri, st::ABOUT, value, place);
        }
        for (qualifier, values) in &statement.qualifiers {
            self.used.note_term(&qualifier.iri);
            for (number, value) in values.iter().enumerate() {
                numbered(place, &qualifier.local, number);
                self.value(iri, &qualifier.iri, value, place);
            }
        }
        for (link, targets) in &statement.links {
            self.used.note_term(&link.iri);
            for target in targets {
                self.value(iri, &link.iri, target, "link");
            }
        }
        self.holders(iri, statement);
        self.used.note_term(statement.stance.iri());
        self.iri(iri, st::STANCE, statement.stance.iri());
        let polarity = match statement.polarity {
            Polarity::Positive => st::POSITIVE,
            Polarity::Negative => st::NEGATIVE,
        };
        self.used.note_term(polarity);
        self.iri(iri, st::POLARITY, polarity);
        for parent in &statement.parents {
            self.iri(iri, st::CONTENT_OF, &article.statements[*parent].iri);
        }
        self.text(iri, st::DIGEST, digest);
        if let Some(key) = content_key(statement, article, self.context) {
            self.text(iri, st::CONTENT_KEY, &key);
        }
        if let Some(confidence) = &statement.confidence {
            self.typed(iri, st::EXTRACTION_CONFIDENCE, confidence, xsd::DECIMAL);
        }
        if statement.scare_quoted {
            self.typed(iri, st::SCARE_QUOTED, "true", xsd::BOOLEAN);
        }
        self.texts(iri, st::NOTE, &statement.note);
        self.evidences(statement);
    }

    /// Writes the innermost holder, and the outer ones as numbered nodes, outermost first.
    fn holders(&mut self, iri: &str, statement: &Statement<'_>) {
        let Some((innermost, outer)) = statement.holders.split_last() else { return };
        self.holder(iri, *innermost);
        for (number, holder) in outer.iter().enumerate() {
            let node = format!("{iri}/via/{}", number + 1);
            self.iri(iri, st::VIA, &node);
            self.iri(&node, rdf::TYPE, st::VIA_CLASS);
            self.typed(&node, st::ORDINAL, &(number + 1).to_string(), xsd::INTEGER);
            self.holder(&node, *holder);
        }
        for (number, unknown) in &statement.unknown_holders {
            let owner = if *number == outer.len() { iri.to_owned() } else { format!("{iri}/via/{}", number + 1) };
            let node = format!("{owner}/holder");
            self.iri(&owner, st::UNKNOWN_HOLDER, &node);
            self.unknown(&node, unknown);
        }
    }

    fn holder(&mut self, subject: &str, holder: Holder) {
        let generic = match holder {
            Holder::Author => st::ARTICLE_AUTHOR,
            Holder::Unnamed => st::UNNAMED_SOURCE,
            Holder::Entity(entity) => {
                self.used.note_entity(entity);
                let entity = entity_iri(entity, self.article, self.context);
                self.sink.quad(subject, st::HOLDER, Object::Iri(entity), None);
                return;
            }
        };
        self.used.note_term(generic);
        self.iri(subject, st::HOLDER, generic);
    }

    fn evidences(&mut self, statement: &Statement<'_>) {
        let iri = statement.iri.as_str();
        if statement.shared_evidence {
            self.typed(iri, st::SHARED_EVIDENCE, "true", xsd::BOOLEAN);
        }
        // Shared evidence has its IRI below the statement that it was written for.
        let mut owner = statement;
        while owner.shared_evidence {
            let Some(parent) = owner.parents.first() else { break };
            owner = &self.article.statements[*parent];
        }
        let mut node = String::with_capacity(owner.iri.len() + 12);
        for (number, evidence) in statement.evidence.iter().enumerate() {
            node.clear();
            node.push_str(&owner.iri);
            let _ = write!(node, "/evidence/{}", number + 1);
            self.iri(iri, st::EVIDENCE, &node);
            if !statement.shared_evidence {
                self.evidence(&node, evidence);
            }
        }
    }

    fn evidence(&mut self, node: &str, evidence: &Evidence<'_>) {
        self.iri(node, rdf::TYPE, st::EVIDENCE_CLASS);
        if let Some(exact) = &evidence.exact {
            self.iri(node, rdf::TYPE, oa::TEXT_QUOTE_SELECTOR_CLASS);
            self.source_text(node, oa::EXACT, exact);
        }
        for (property, text) in [(oa::PREFIX, &evidence.prefix), (oa::SUFFIX, &evidence.suffix)] {
            if let Some(text) = text {
                self.source_text(node, property, text);
            }
        }
        if let Some((start, end)) = evidence.position {
            self.iri(node, rdf::TYPE, oa::TEXT_POSITION_SELECTOR_CLASS);
            self.typed(node, oa::START, &start.to_string(), xsd::NON_NEGATIVE_INTEGER);
            self.typed(node, oa::END, &end.to_string(), xsd::NON_NEGATIVE_INTEGER);
        }
        for (property, text) in
            [(st::QUOTE_HASH, &evidence.sha256), (st::PAGE, &evidence.page), (st::TIMECODE, &evidence.timecode)]
        {
            if let Some(text) = text {
                self.text(node, property, text);
            }
        }
        if let Some((translation, by)) = &evidence.translation {
            let translated = format!("{node}/translation");
            self.iri(node, st::TRANSLATION, &translated);
            self.iri(&translated, rdf::TYPE, st::TRANSLATION_CLASS);
            self.sink.quad(
                &translated,
                st::TRANSLATED_TEXT,
                Object::LangText(&translation.text, &translation.lang),
                None,
            );
            if let Some(by) = by {
                self.text(&translated, st::TRANSLATED_BY, by);
            }
        }
    }

    fn review(&mut self, statement: &str, number: usize, review: &super::Review) {
        let node = format!("{statement}/review/{number}");
        self.iri(&node, rdf::TYPE, st::REVIEW_CLASS);
        self.iri(&node, st::REVIEWS, statement);
        self.iri(
            &node,
            st::VERDICT,
            match review.verdict {
                super::Verdict::Accept => st::ACCEPTED,
                super::Verdict::Reject => st::REJECTED,
                super::Verdict::Open => st::OPEN,
            },
        );
        self.text(&node, st::REVIEWED_BY, &review.by);
        self.typed(&node, st::REVIEWED_ON, &review.date, xsd::DATE);
        self.text(&node, st::REVIEWED_DIGEST, &review.digest);
        if let Some(note) = &review.note {
            self.text(&node, st::NOTE, note);
        }
    }
}

/// Names the node of the first value `place`, of the second `place/2`.
fn numbered(place: &mut String, name: &str, number: usize) {
    place.clear();
    place.push_str(name);
    if number > 0 {
        let _ = write!(place, "/{}", number + 1);
    }
}

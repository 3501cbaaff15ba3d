//! Values that are measured: literals, dates, intervals and quantities.

use std::borrow::Cow;

use super::unknown;
use crate::dossier::{Known, Text, WrittenQuantity};
use crate::finding::Code;
use crate::source::Span;
use crate::statement::edtf::{Edtf, End};
use crate::statement::quantity::{Amount, Decimal, Quantity};
use crate::statement::resolve::Resolver;
use crate::statement::{PartlyKnown, Time, Unknown, UnknownQuantity, Value};
use crate::vocab::xsd;

impl<'a> Resolver<'a> {
    pub(super) fn literal(&mut self, value: Text<'a>, datatype: Option<Text<'a>>) -> Option<Value<'a>> {
        let datatype: Cow<'a, str> = match datatype {
            Some(name) => match name.value.strip_prefix("xsd:").or_else(|| name.value.strip_prefix(xsd::NAMESPACE)) {
                Some(local) => format!("{}{local}", xsd::NAMESPACE).into(),
                None if crate::iri::is_iri(&name.value) && name.value.contains("//") => name.value,
                None => {
                    let message = format!("`{}` is not a datatype", name.value);
                    self.report(Code::BadValue, name.span, message)
                        .hints
                        .push("such as `xsd:integer`, `xsd:date`, or an absolute IRI".to_owned());
                    return None;
                }
            },
            None if is_integer(&value.value) => xsd::INTEGER.into(),
            None if Decimal::parse(&value.value).is_ok() => xsd::DECIMAL.into(),
            None => xsd::STRING.into(),
        };
        self.typed(value.value, datatype, value.span)
    }

    /// Checks the lexical form of the datatypes people use (XML Schema 1.1 Part 2).
    pub(super) fn typed(&mut self, value: Cow<'a, str>, datatype: Cow<'a, str>, span: Span) -> Option<Value<'a>> {
        let sound = match datatype.strip_prefix(xsd::NAMESPACE) {
            Some("integer") => is_integer(&value),
            Some("decimal") => Decimal::parse(&value).is_ok(),
            Some("boolean") => matches!(&*value, "true" | "false" | "1" | "0"),
            Some(kind @ ("date" | "gYear" | "gYearMonth" | "dateTime")) => {
                Edtf::parse(&value).is_ok_and(|time| time.xsd().is_some_and(|(_, of)| of == kind))
            }
            _ => true,
        };
        if sound {
            return Some(Value::Literal(value, datatype));
        }
        let kind = datatype.rsplit(['#', '/']).next().unwrap_or_default();
        self.report(Code::BadValue, span, format!("`{value}` is not a value of {kind}"))
            .hints
            .push("write it as XML Schema does, or as words: `{text: …}`".to_owned());
        None
    }

    /// Reads `{from, to}`; each end that is not known keeps its own reason.
    pub(super) fn interval(
        &mut self,
        (from, to): (Option<Known<'a>>, Option<Known<'a>>),
        span: Span,
    ) -> Option<Value<'a>> {
        let (from, to) = (self.end(from), self.end(to));
        let ((from, no_from), (to, no_to)) = (from?, to?);
        let start = end(from.as_ref(), no_from.as_ref());
        let stop = end(to.as_ref(), no_to.as_ref());
        let is_unknown = no_from.is_some() || no_to.is_some();
        if is_unknown && from.is_none() && to.is_none() {
            return Some(Value::Time(Box::new(Time::Partly(PartlyKnown { known: None, from: no_from, to: no_to }))));
        }
        let time = match Edtf::between(start, stop) {
            Ok(time) if is_unknown => Time::Partly(PartlyKnown { known: Some(time), from: no_from, to: no_to }),
            Ok(time) => Time::Known(time),
            Err(error) => {
                self.report(Code::BadValue, span, error.problem).hints.push(error.hint);
                return None;
            }
        };
        Some(Value::Time(Box::new(time)))
    }

    /// Reads one end of an interval: a date, why there is none, or nothing where it is open.
    fn end(&mut self, end: Option<Known<'a>>) -> Option<(Option<Edtf>, Option<Unknown<'a>>)> {
        match end {
            Some(Known::Text(text)) => self.edtf(&text).map(|date| (Some(date), None)),
            Some(Known::Unknown(reason)) => Some((None, Some(unknown(reason)))),
            None => Some((None, None)),
        }
    }

    pub(in crate::statement) fn edtf(&mut self, text: &Text<'a>) -> Option<Edtf> {
        match Edtf::parse(&text.value) {
            Ok(time) => Some(time),
            Err(error) => {
                let finding = self.report(Code::BadValue, text.span, error.problem);
                finding.hints.push(error.hint);
                None
            }
        }
    }

    pub(super) fn quantity(&mut self, written: WrittenQuantity<'a>) -> Option<Value<'a>> {
        let span = written.span;
        let unit = written.unit.map(|unit| unit.value);
        let mut no_value = None;
        let value = match written.value {
            Some(Known::Unknown(value)) => {
                no_value = Some(unknown(value));
                None
            }
            Some(Known::Text(text)) => Some(self.decimal(&text)?),
            None => None,
        };
        let at_least = match written.at_least {
            Some(text) => Some(self.decimal(&text)?),
            None => None,
        };
        let at_most = match written.at_most {
            Some(text) => Some(self.decimal(&text)?),
            None => None,
        };
        let amount = if value.is_none() && at_least.is_none() && at_most.is_none() {
            Ok(None)
        } else {
            Amount::new(value, at_least, at_most).map(Some)
        };
        let mut text = written.text.map(|text| text.value);
        let quantity = amount.and_then(|amount| match no_value {
            Some(mut value) => {
                // Words for the whole serve for the number where it has none of its own.
                if value.text.is_none() {
                    value.text = text.take();
                }
                Ok(Value::UnknownQuantity(Box::new(UnknownQuantity { value, bounds: amount, unit, text })))
            }
            None => Quantity::new(amount, unit.map(Into::into), text.map(Into::into))
                .map(|quantity| Value::Quantity(Box::new(quantity))),
        });
        match quantity {
            Ok(quantity) => Some(quantity),
            Err(error) => {
                let hint = error.hint();
                self.report(Code::BadValue, span, error.to_string()).hints.push(hint);
                None
            }
        }
    }

    fn decimal(&mut self, text: &Text<'a>) -> Option<Decimal> {
        match Decimal::parse(&text.value) {
            Ok(decimal) => Some(decimal),
            Err(error) => {
                self.report(Code::BadValue, text.span, error.problem).hints.push(error.hint);
                None
            }
        }
    }
}

fn end<'e>(date: Option<&'e Edtf>, unknown: Option<&Unknown<'_>>) -> End<'e> {
    match (date, unknown) {
        (Some(date), _) => End::Date(date),
        (None, Some(_)) => End::Unknown,
        (None, None) => End::Open,
    }
}

fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

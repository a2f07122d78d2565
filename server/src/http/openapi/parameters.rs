//! What parameters of a kind take, said at each of them, so that no endpoint can forget it.

use domain::{
    job::JobState,
    order::{Channel, OrderType},
    webhook::DeliveryState,
};
use serde_json::Value;
use utoipa::{
    Modify, Number,
    openapi::{Object, OpenApi, RefOr, Schema, SchemaFormat, path::Parameter, schema::KnownFormat},
};

use super::answers::operations;

/// A day from 1900-01-01 to 2200-12-31.
const DAY: &str = "^(19[0-9]{2}|2[01][0-9]{2}|2200)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
/// A cursor that an answer had: hexadecimal digits.
const CURSOR: &str = "^([0-9a-f]{2})+$";
/// An amount in the smallest unit charged, below `domain::money::MAX_AMOUNT`.
const AMOUNT: &str = "^[0-9]{1,15}$";
/// Rows of a page: the least and the most, and how many if nothing is said.
const ROWS: (usize, usize, i64) = (1, 200, 50);

/// Says it.
pub(super) struct Parameters;

impl Modify for Parameters {
    fn modify(&self, description: &mut OpenApi) {
        for (path, item) in &mut description.paths.paths {
            for (_, operation) in operations(item) {
                let Some(parameters) = &mut operation.parameters else { continue };
                parameters.retain(|parameter| !is_idle(path, parameter));
                for parameter in parameters {
                    if let RefOr::T(parameter) = parameter {
                        say(path, parameter);
                    }
                }
            }
        }
    }
}

/// Whether a parameter that comes with a filter means nothing there: what is always offline has no other
/// type, and a file holds everything that fits.
fn is_idle(path: &str, parameter: &RefOr<Parameter>) -> bool {
    let is_named = |name| matches!(parameter, RefOr::T(parameter) if parameter.name == name);
    path.contains("/offline-orders") && is_named("type")
        || path.ends_with(".csv") && (is_named("limit") || is_named("cursor"))
}

fn say(path: &str, parameter: &mut Parameter) {
    let Some(RefOr::T(Schema::Object(schema))) = &mut parameter.schema else { return };
    let is_day = schema.format == Some(SchemaFormat::KnownFormat(KnownFormat::Date));
    match parameter.name.as_str() {
        _ if is_day => schema.pattern = Some(DAY.to_owned()),
        "limit" => {
            let (least, most, default) = ROWS;
            schema.minimum = Some(Number::UInt(least));
            schema.maximum = Some(Number::UInt(most));
            schema.default = Some(default.into());
        }
        "after" => schema.minimum = Some(Number::UInt(0)),
        "cursor" => schema.pattern = Some(CURSOR.to_owned()),
        "min_total" | "max_total" => schema.pattern = Some(AMOUNT.to_owned()),
        "type" => one_of(schema, [OrderType::Offline, OrderType::Online].map(OrderType::code)),
        "channel" => one_of(schema, Channel::ALL.map(Channel::code)),
        "state" if path.contains("/jobs") => one_of(schema, JobState::ALL.map(JobState::code)),
        "state" => one_of(schema, DeliveryState::ALL.map(DeliveryState::code)),
        _ => {}
    }
}

fn one_of<const COUNT: usize>(schema: &mut Object, words: [&'static str; COUNT]) {
    schema.enum_values = Some(words.map(Value::from).to_vec());
}

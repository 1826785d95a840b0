//! Reads `cases.json` and prints what the generated types make of each frame.
use serde::{de::DeserializeOwned, Deserialize, Serialize};
use serde_json::{json, Value};
use std::error::Error;

include!(concat!(env!("OUT_DIR"), "/types.rs"));

type Outcome = Result<Value, Box<dyn Error>>;

#[derive(Deserialize)]
struct Case {
    schema: String,
    frame: Value,
}

fn through<T: DeserializeOwned + Serialize>(frame: Value) -> Outcome {
    Ok(serde_json::to_value(serde_json::from_value::<T>(frame)?)?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let cases: Vec<Case> = serde_json::from_str(&std::fs::read_to_string("cases.json")?)?;
    let results: Vec<Value> = cases
        .into_iter()
        .map(|Case { schema, frame }| match round_trip(&schema, frame) {
            Ok(frame) => json!({ "frame": frame }),
            Err(error) => json!({ "error": error.to_string() }),
        })
        .collect();
    println!("{}", Value::from(results));
    Ok(())
}

//! Generates one module for each schema with typify, and a function that selects the type of a message.
use std::{env, error::Error, fmt::Write, fs, path::Path};

const GENERATIONS: [&str; 3] = ["string", "2025", "2026"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=schemas");
    let (mut modules, mut arms) = (String::new(), String::new());
    for generation in GENERATIONS {
        for entry in fs::read_dir(Path::new("schemas").join(generation))? {
            let path = entry?.path();
            let file = path.file_name().and_then(|name| name.to_str()).ok_or("no file name")?;
            let name = file.trim_end_matches(".schema.json");
            let schema: schemars::schema::RootSchema = serde_json::from_str(&fs::read_to_string(&path)?)?;
            let mut types = typify::TypeSpace::default();
            let root = types.add_root_schema(schema)?.ok_or("the schema has no type")?;
            let root = types.get_type(&root)?.name();
            let code = prettyplease::unparse(&syn::parse2::<syn::File>(types.to_stream())?);
            let module = format!("g{generation}_{}", name.replace('-', "_"));
            writeln!(modules, "pub mod {module} {{\n{code}}}")?;
            writeln!(arms, "\"{generation}/{name}\" => through::<{module}::{root}>(frame),")?;
        }
    }
    let select = format!("fn round_trip(schema: &str, frame: Value) -> Outcome {{\nmatch schema {{\n{arms}_ => Err(format!(\"no type for {{schema}}\").into()),\n}}\n}}\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("types.rs"), format!("{modules}{select}"))?;
    fs::write("types.rs", modules)?;
    Ok(())
}

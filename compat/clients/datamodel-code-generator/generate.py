"""Generates one module of pydantic models for each schema."""

from pathlib import Path

from datamodel_code_generator import DataModelType, InputFileType, generate
from datamodel_code_generator.format import Formatter

for generation in ("string", "2025", "2026"):
    for path in sorted(Path("schemas", generation).glob("*.schema.json")):
        name = path.name.removesuffix(".schema.json").replace("-", "_")
        output = Path("generated", f"g{generation}_{name}.py")
        output.parent.mkdir(exist_ok=True)
        generate(
            path,
            input_file_type=InputFileType.JsonSchema,
            output=output,
            output_model_type=DataModelType.PydanticV2BaseModel,
            class_name="Message",
            formatters=[Formatter.BUILTIN],
        )

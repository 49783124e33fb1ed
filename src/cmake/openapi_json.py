"""Turns openapi.yaml into a C++ source that holds it as JSON. Usage: openapi_json.py YAML CPP"""

import json
import sys

import yaml


def main() -> None:
    source, target = sys.argv[1:]
    with open(source, encoding="utf-8") as file:
        document = yaml.safe_load(file)
    data = json.dumps(document, separators=(",", ":"), ensure_ascii=True).encode()
    rows = [data[i : i + 24] for i in range(0, len(data), 24)]
    lines = ",\n  ".join(",".join(str(byte) for byte in row) for row in rows)
    with open(target, "w", encoding="utf-8") as file:
        file.write(
            '#include "api/openapi_json.hpp"\n\nnamespace lv::api {\nnamespace {\n\n'
            f"constexpr char document[] = {{\n  {lines}}};\n\n}} // namespace\n\n"
            "std::string_view openapi_json() { return {document, sizeof(document)}; }\n\n"
            "} // namespace lv::api\n"
        )


main()

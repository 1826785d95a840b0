// Generates one package for each schema with go-jsonschema, and a map that selects the type of a message.
package main

import (
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func main() {
	files, err := filepath.Glob("schemas/[2s][0t]*/*.schema.json")
	if err != nil || len(files) == 0 {
		log.Fatal("no schemas: ", err)
	}
	var imports, entries strings.Builder
	for _, file := range files {
		generation := filepath.Base(filepath.Dir(file))
		name := strings.TrimSuffix(filepath.Base(file), ".schema.json")
		pkg := "g" + generation + strings.ReplaceAll(name, "-", "")
		if err := os.MkdirAll("generated/"+pkg, 0o755); err != nil {
			log.Fatal(err)
		}
		command := exec.Command("go", "tool", "go-jsonschema", "-p", pkg, "-o", "generated/"+pkg+"/types.go",
			"--tags", "json", "--schema-root-type", id(generation, name)+"=Message", file)
		if output, err := command.CombinedOutput(); err != nil {
			log.Fatalf("%s: %v\n%s", file, err, output)
		}
		fmt.Fprintf(&imports, "\t\"compat/generated/%s\"\n", pkg)
		fmt.Fprintf(&entries, "\t\"%s/%s\": through[%s.Message],\n", generation, name, pkg)
	}
	code := "package main\n\nimport (\n" + imports.String() + ")\n\nvar types = map[string]func([]byte) ([]byte, error){\n" + entries.String() + "}\n"
	if err := os.WriteFile("types.go", []byte(code), 0o644); err != nil {
		log.Fatal(err)
	}
}

// id is the $id of a schema: EventUpdate2026.
func id(generation, name string) string {
	words := strings.Split(name+"-"+generation, "-")
	for i, word := range words {
		words[i] = strings.ToUpper(word[:1]) + word[1:]
	}
	return strings.Join(words, "")
}

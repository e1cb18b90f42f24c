// Record runs Go's own text/template over the cases of this folder and writes what it makes of them.
//
//	record CONTEXT CASES >EXPECTED
//
// A case is what stands between two lines that begin with "###"; a line "### escaped" says that the case is a
// Go string literal. For each case one line of JSON: {"output": …}, {"hex": …} where that isn't UTF-8, or {"refused": …}.
package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"text/template"
	"unicode/utf8"
)

// dot is what templates see: accessors as a map, and the readers of parameters as methods.
type dot map[string]any

var own string
var settings map[string]any

func find(fqpn string) (any, error) {
	module, path, said := strings.Cut(fqpn, ":")
	if !said {
		module, path = own, fqpn
	}
	value := settings[module]
	for _, step := range strings.Split(path, "/") {
		section, _ := value.(map[string]any)
		if section[step] == nil {
			return nil, fmt.Errorf("no parameter %q", fqpn)
		}
		value = section[step]
	}
	return value, nil
}

// GetValue is a string, as in the templates of services.
func (dot) GetValue(fqpn string) (string, error) {
	value, err := find(fqpn)
	return fmt.Sprint(value), err
}

// GetValueArray splits a value; the empty text has no items.
func (d dot) GetValueArray(fqpn, delimiter string) ([]string, error) {
	value, err := d.GetValue(fqpn)
	if value == "" {
		return nil, err
	}
	return strings.Split(value, delimiter), err
}

// typed gives JSON numbers the type that they fit: int, uint, float64.
func typed(value any) any {
	switch value := value.(type) {
	case json.Number:
		if n, err := strconv.ParseInt(value.String(), 10, 64); err == nil {
			return int(n)
		}
		if n, err := strconv.ParseUint(value.String(), 10, 64); err == nil {
			return uint(n)
		}
		f, _ := value.Float64()
		return f
	case []any:
		for i := range value {
			value[i] = typed(value[i])
		}
	case map[string]any:
		for key := range value {
			value[key] = typed(value[key])
		}
	}
	return value
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "record:", err)
		os.Exit(1)
	}
}

func cases(text string) (all []string) {
	var lines []string
	escaped := false
	flush := func() {
		if lines == nil {
			return
		}
		source := strings.Join(lines, "\n")
		if escaped {
			var err error
			source, err = strconv.Unquote(source)
			check(err)
		}
		all = append(all, source)
	}
	for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		if strings.HasPrefix(line, "###") {
			flush()
			lines, escaped = []string{}, strings.Contains(line, "escaped")
		} else if lines != nil {
			lines = append(lines, line)
		}
	}
	flush()
	return
}

func run(source string, data any) map[string]string {
	parsed, err := template.New("case").Option("missingkey=error").Parse(source)
	if err != nil {
		return map[string]string{"refused": err.Error()}
	}
	var out bytes.Buffer
	if err := parsed.Execute(&out, data); err != nil {
		return map[string]string{"refused": err.Error()}
	}
	if !utf8.Valid(out.Bytes()) {
		return map[string]string{"hex": hex.EncodeToString(out.Bytes())}
	}
	return map[string]string{"output": out.String()}
}

func main() {
	var context struct {
		Fqmn      string
		Accessors dot
		Settings  map[string]any
	}
	text, err := os.ReadFile(os.Args[1])
	check(err)
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	check(decoder.Decode(&context))
	for key, value := range context.Accessors {
		context.Accessors[key] = typed(value)
	}
	own, settings = context.Fqmn, typed(context.Settings).(map[string]any)
	source, err := os.ReadFile(os.Args[2])
	check(err)
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	for _, source := range cases(string(source)) {
		check(encoder.Encode(run(source, context.Accessors)))
	}
}

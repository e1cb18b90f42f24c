package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"text/template"
)

// dot is what templates see: accessors as a map, and the reader of parameters as a method.
type dot map[string]any

var settings map[string]any

func (dot) GetValue(fqpn string) (string, error) {
	value := settings["me/mod"]
	for _, step := range strings.Split(fqpn, "/") {
		section, _ := value.(map[string]any)
		if section[step] == nil {
			return "", fmt.Errorf("no parameter %q", fqpn)
		}
		value = section[step]
	}
	return fmt.Sprint(value), nil
}

func typed(value any) any {
	switch value := value.(type) {
	case json.Number:
		if n, err := strconv.ParseInt(value.String(), 10, 64); err == nil {
			return int(n)
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

// peer does what 'hd-render text TEMPLATE --context CONTEXT' does, with buffered output.
func peer(name, contextName string) {
	var context struct {
		Accessors dot
		Settings  map[string]any
	}
	text, err := os.ReadFile(contextName)
	check(err)
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	check(decoder.Decode(&context))
	for key, value := range context.Accessors {
		context.Accessors[key] = typed(value)
	}
	settings = typed(context.Settings).(map[string]any)
	source, err := os.ReadFile(name)
	check(err)
	parsed, err := template.New(name).Option("missingkey=error").Parse(string(source))
	check(err)
	out := bufio.NewWriterSize(os.Stdout, 1<<16)
	check(parsed.Execute(out, context.Accessors))
	check(out.Flush())
}

// Render is what hd-render is measured against: Go's own text/template.
//
//	render peer TEMPLATE CONTEXT   renders as 'hd-render text' does
//	render make FOLDER             writes the context and the templates there
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const context = `{"fqmn": "me/mod",
 "accessors": {"ModuleConfigDir": "/home/op/.hyperdrive/modules/me/mod/config", "name": "server", "list": ["a", "b", "c"], "n": 3},
 "settings": {"me/mod": {"port": 8080, "mode": "full", "server": {"host": "127.0.0.1"}}}}`

const loop = "services:\n{{range $i := %d}}  s{{$i}}:\n    image: {{$.name}}\n    command: run --number {{$i}} --dir {{$.ModuleConfigDir}}\n{{end}}"

const block = `  {{.name}}-%d:
    image: example/server:1.2.3
    restart: unless-stopped
    read_only: true
    cap_drop: [ALL]
    environment:
      - CONFIG={{.ModuleConfigDir}}
      {{- if eq (.GetValue "mode") "full"}}
      - PORT={{.GetValue "port"}}
      {{- end}}
    networks: [net]
    logging: {driver: json-file, options: {max-size: 10m, max-file: "3"}}
    # a comment that says what this service is for and why it stands here
`

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "render:", err)
		os.Exit(1)
	}
}

func blocks(size int) string {
	var out strings.Builder
	out.WriteString("services:\n")
	for i := 0; out.Len() < size; i++ {
		fmt.Fprintf(&out, block, i)
	}
	return out.String()
}

func inputs() map[string]string {
	repeat := strings.Repeat
	return map[string]string{
		"1-KB":           blocks(900),
		"10-KB":          blocks(10_000),
		"100-KB":         blocks(100_000),
		"1-MB":           blocks(1_000_000),
		"10-MB":          blocks(10_000_000),
		"loop":           fmt.Sprintf(loop, 90_000),
		"actions-100":    repeat("{{.ModuleConfigDir}}\n", 100),
		"actions-1000":   repeat("{{.ModuleConfigDir}}\n", 1_000),
		"actions-10000":  repeat("{{.ModuleConfigDir}}\n", 10_000),
		"actions-100000": repeat("{{.ModuleConfigDir}}\n", 100_000),
		"values":         repeat("x: {{.GetValue \"server/host\"}}\n", 100_000),
		"conditions":     repeat("{{if eq .n 3}}y{{end}}\n", 50_000),
	}
}

func write(folder, name, text string) {
	check(os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
}

func main() {
	switch {
	case len(os.Args) == 4 && os.Args[1] == "peer":
		peer(os.Args[2], os.Args[3])
	case len(os.Args) == 3 && os.Args[1] == "make":
		write(os.Args[2], "context.json", context)
		for name, text := range inputs() {
			write(os.Args[2], name+".tmpl", text)
		}
	default:
		fmt.Fprintln(os.Stderr, "render: see scripts/bench.d/render.sh --help")
		os.Exit(2)
	}
}

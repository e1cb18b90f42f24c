// Render measures hd-render against Go's own text/template.
//
//	render peer TEMPLATE CONTEXT            renders as 'hd-render text' does
//	render peak COMMAND…                    runs a command and prints its peak of memory
//	render measure HD-RENDER FOLDER RUNS    makes templates in the folder, runs both on each in turn, prints a table
package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"syscall"
	"time"
)

const context = `{"fqmn": "me/mod",
 "accessors": {"ModuleConfigDir": "/home/op/.hyperdrive/modules/me/mod/config", "name": "server", "list": ["a", "b", "c"], "n": 3},
 "settings": {"me/mod": {"port": 8080, "mode": "full", "server": {"host": "127.0.0.1"}}}}`

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

type input struct{ name, text string }

func blocks(size int) string {
	var out strings.Builder
	out.WriteString("services:\n")
	for i := 0; out.Len() < size; i++ {
		fmt.Fprintf(&out, block, i)
	}
	return out.String()
}

func inputs() []input {
	repeat := strings.Repeat
	loop := "services:\n{{range $i := %d}}  s{{$i}}:\n    image: {{$.name}}\n    command: run --number {{$i}} --dir {{$.ModuleConfigDir}}\n{{end}}"
	return []input{
		{"1 KB of services", blocks(900)},
		{"10 KB of services", blocks(10_000)},
		{"100 KB of services", blocks(100_000)},
		{"1 MB of services", blocks(1_000_000)},
		{"10 MB of services", blocks(10_000_000)},
		{"10 MB by a loop", fmt.Sprintf(loop, 90_000)},
		{"100 actions", repeat("{{.ModuleConfigDir}}\n", 100)},
		{"1,000 actions", repeat("{{.ModuleConfigDir}}\n", 1_000)},
		{"10,000 actions", repeat("{{.ModuleConfigDir}}\n", 10_000)},
		{"100,000 actions", repeat("{{.ModuleConfigDir}}\n", 100_000)},
		{"100,000 actions with values", repeat("x: {{.GetValue \"server/host\"}}\n", 100_000)},
		{"100,000 actions with conditions", repeat("{{if eq .n 3}}y{{end}}\n", 50_000)},
	}
}

// once runs a command to its end: its time and its output.
func once(argv []string) (time.Duration, []byte) {
	var out bytes.Buffer
	command := exec.Command(argv[0], argv[1:]...)
	command.Stdout, command.Stderr = &out, os.Stderr
	start := time.Now()
	check(command.Run())
	return time.Since(start), out.Bytes()
}

// peak prints a command's peak of memory in KiB. A child's peak counts what its parent had when it was forked, so this
// is a small process of its own.
func peak(argv []string) {
	command := exec.Command(argv[0], argv[1:]...)
	command.Stderr = os.Stderr
	check(command.Run())
	fmt.Println(command.ProcessState.SysUsage().(*syscall.Rusage).Maxrss)
}

func median(times []time.Duration) time.Duration {
	sort.Slice(times, func(i, j int) bool { return times[i] < times[j] })
	return times[len(times)/2]
}

func measure(tool, folder string, runs int) {
	contextFile := filepath.Join(folder, "context.json")
	check(os.WriteFile(contextFile, []byte(context), 0o600))
	self, err := os.Executable()
	check(err)
	fmt.Println("| Go syntax, unguarded, whole processes | output | hd-render | Go | Go / hd-render | hd-render's peak | allowed |")
	fmt.Println("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
	for _, input := range inputs() {
		file := filepath.Join(folder, "template")
		check(os.WriteFile(file, []byte(input.text), 0o600))
		ours := []string{tool, "text", file, "--context", contextFile, "--syntax", "go"}
		theirs := []string{self, "peer", file, contextFile}
		var ourTimes, theirTimes []time.Duration
		var size int
		for run := 0; run <= runs; run++ {
			took, out := once(ours)
			goTook, goOut := once(theirs)
			if !bytes.Equal(out, goOut) {
				check(fmt.Errorf("%s: the outputs differ", input.name))
			}
			// The first run warms the machine's caches.
			if run > 0 {
				ourTimes, theirTimes = append(ourTimes, took), append(theirTimes, goTook)
			}
			size = len(out)
		}
		_, told := once(append([]string{self, "peak"}, ours...))
		var memory float64
		_, err := fmt.Sscan(string(told), &memory)
		check(err)
		our, their := median(ourTimes), median(theirTimes)
		fmt.Printf("| %s | %d KB | %.2f ms | %.2f ms | %.2f | %.1f MiB | %.1f MiB |\n", input.name, size/1000,
			our.Seconds()*1000, their.Seconds()*1000, their.Seconds()/our.Seconds(),
			memory/1024, float64(4*size)/(1<<20)+12)
	}
}

func main() {
	switch {
	case len(os.Args) == 4 && os.Args[1] == "peer":
		peer(os.Args[2], os.Args[3])
	case len(os.Args) > 2 && os.Args[1] == "peak":
		peak(os.Args[2:])
	case len(os.Args) == 5 && os.Args[1] == "measure":
		var runs int
		_, err := fmt.Sscan(os.Args[4], &runs)
		check(err)
		measure(os.Args[2], os.Args[3], runs)
	default:
		fmt.Fprintln(os.Stderr, "render: see scripts/bench.d/render.sh --help")
		os.Exit(2)
	}
}

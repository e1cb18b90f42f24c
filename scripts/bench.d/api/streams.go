package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// begin starts a program and gives where it says it listens.
func begin(command []string, environment ...string) (*exec.Cmd, string) {
	program := exec.Command(command[0], command[1:]...)
	program.Env = append(os.Environ(), environment...)
	out, err := program.StdoutPipe()
	check(err)
	check(program.Start())
	line, err := bufio.NewReader(out).ReadBytes('\n')
	check(err)
	var said struct{ Listening string }
	check(json.Unmarshal(line, &said))
	return program, said.Listening
}

func end(program *exec.Cmd) {
	program.Process.Kill()
	program.Wait()
}

func ready(command []string) {
	since := time.Now()
	program, address := begin(command)
	defer end(program)
	answer, err := http.Get(address + "/healthz")
	check(err)
	answer.Body.Close()
	fmt.Printf("%.2f\n", float64(time.Since(since).Microseconds())/1000)
}

// engine is as much of a Docker Engine as the daemon needs to tell of containers' changes.
func engine(socket string, events int, begun <-chan struct{}) {
	os.Remove(socket)
	listener, err := net.Listen("unix", socket)
	check(err)
	go http.Serve(listener, http.HandlerFunc(func(out http.ResponseWriter, request *http.Request) {
		if !strings.HasSuffix(request.URL.Path, "/events") {
			io.WriteString(out, `{"Version":"0","ApiVersion":"1.41"}`)
			return
		}
		out.(http.Flusher).Flush()
		select {
		case <-begun:
		case <-request.Context().Done():
			return
		}
		for number := range events {
			fmt.Fprintf(out, `{"Type":"container","Action":"start","time":1,"timeNano":%d,"Actor":{"ID":"x",`+
				`"Attributes":{"name":"demo_%d","hyperdrive.module":"me/mod"}}}`+"\n", number+1, number)
			out.(http.Flusher).Flush()
			time.Sleep(2 * time.Millisecond)
		}
		<-request.Context().Done()
	}))
}

// follow reads one stream to the last of the events, which have to come one after the other.
func follow(address, token string, events int, open *sync.WaitGroup) error {
	request, _ := http.NewRequest("GET", address+"/api/v1/events", nil)
	request.Header.Set("Authorization", "Bearer "+token)
	answer, err := (&http.Transport{}).RoundTrip(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	lines, next := bufio.NewScanner(answer.Body), 0
	first := sync.OnceFunc(open.Done)
	for next < events && lines.Scan() {
		if strings.HasPrefix(lines.Text(), "id: ") {
			first()
		}
		data, found := strings.CutPrefix(lines.Text(), "data: ")
		if !found || !strings.Contains(data, `"container"`) {
			continue
		}
		var change struct{ Container string }
		if err := json.Unmarshal([]byte(data), &change); err != nil {
			return err
		}
		if expected := fmt.Sprintf("demo_%d", next); change.Container != expected {
			return fmt.Errorf("'%s' came where '%s' was next", change.Container, expected)
		}
		next++
	}
	if next < events {
		return fmt.Errorf("a stream ended after %d of %d events (status %d): %v", next, events, answer.StatusCode, lines.Err())
	}
	return nil
}

func memory(program *exec.Cmd) string {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", program.Process.Pid))
	check(err)
	_, rest, _ := strings.Cut(string(text), "VmHWM:")
	return strings.Fields(rest)[0]
}

func sign(tool, home string) string {
	key := filepath.Join(home, "modules/me/mod/secrets/hyperdrive.key")
	token, err := exec.Command(tool, "sign", "--issuer", "me/mod", "--key-file", key).Output()
	check(err)
	return strings.TrimSpace(string(token))
}

// The peak of memory is printed where every stream got every event, in order.
func streams(home, socket string, count, events int, command []string) {
	begun := make(chan struct{})
	engine(socket, events, begun)
	program, address := begin(command, "DOCKER_HOST=unix://"+socket)
	defer end(program)
	token := sign(filepath.Join(filepath.Dir(command[0]), "hd-token"), home)
	var open, all sync.WaitGroup
	failed := make(chan error, count)
	open.Add(count)
	for range count {
		all.Add(1)
		go func() {
			defer all.Done()
			failed <- follow(address, token, events, &open)
		}()
	}
	open.Wait()
	close(begun)
	all.Wait()
	for range count {
		if err := <-failed; err != nil {
			end(program)
			check(err)
		}
	}
	fmt.Println(memory(program))
}

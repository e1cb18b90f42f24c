// Reads patterns with what Go makes of them, and writes them with what this Go makes of them: for each text of texts.json
// a 1 where the pattern matches, else a 0; null where it is none.
package main

import (
	"bufio"
	"encoding/json"
	"log"
	"os"
	"regexp"
)

func main() {
	data, err := os.ReadFile("texts.json")
	var texts []string
	if err == nil {
		err = json.Unmarshal(data, &texts)
	}
	if err != nil {
		log.Fatal(err)
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		var line [2]any
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			log.Fatal(err)
		}
		line[1] = matches(line[0].(string), texts)
		if err := out.Encode(line); err != nil {
			log.Fatal(err)
		}
	}
}

func matches(source string, texts []string) any {
	pattern, err := regexp.Compile(source)
	if err != nil {
		return nil
	}
	said := make([]byte, len(texts))
	for at, text := range texts {
		said[at] = '0'
		if pattern.MatchString(text) {
			said[at] = '1'
		}
	}
	return string(said)
}

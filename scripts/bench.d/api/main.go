// Api is what hd-apiserve is measured against and with.
//
//	api peer ADDRESS HOME               answers as hd-apiserve does, with Go's net/http
//	api ready COMMAND…                  milliseconds from a program's start to its first answer
//	api streams HOME ENGINE COUNT EVENTS COMMAND…
//	                                    COUNT streams of events: the program's memory in KiB
package main

import (
	"fmt"
	"os"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "api:", err)
		os.Exit(1)
	}
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: api peer|ready|streams …")
		os.Exit(2)
	}
	args := os.Args[2:]
	switch os.Args[1] {
	case "peer":
		peer(args[0], args[1])
	case "ready":
		ready(args)
	case "streams":
		streams(args[0], args[1], number(args[2]), number(args[3]), args[4:])
	}
}

func number(text string) int {
	var number int
	_, err := fmt.Sscan(text, &number)
	check(err)
	return number
}

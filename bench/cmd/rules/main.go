// Command rules measures the phone engine natively beside nyaruka's port of
// libphonenumber, and writes the inputs that every engine of the bench checks.
//
//	rules -corpus FILE    writes the corpus
//	rules -measure FILE   measures on it and prints JSON
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
)

func main() {
	write := flag.String("corpus", "", "file to write the corpus to")
	read := flag.String("measure", "", "file to read the corpus from")
	rounds := flag.Int("rounds", 9, "interleaved rounds")
	initOnly := flag.Bool("init", false, "end after package initialisation")
	flag.Parse()
	if *initOnly {
		return
	}
	if err := run(*write, *read, *rounds); err != nil {
		fmt.Fprintln(os.Stderr, "bench/rules:", err)
		os.Exit(1)
	}
}

func run(write, read string, rounds int) error {
	if write != "" {
		b, err := json.Marshal(corpus())
		if err != nil {
			return err
		}
		return os.WriteFile(write, b, 0o644)
	}
	b, err := os.ReadFile(read)
	if err != nil {
		return err
	}
	var numbers []entry
	if err := json.Unmarshal(b, &numbers); err != nil {
		return err
	}
	results, err := measure(numbers, rounds)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(results)
}

// SPDX-License-Identifier: MIT

// OPA under measurement: a prepared query, with the product in the store or as input, parsed beforehand.
// usage: opa store|input MODULE DOCUMENT
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/util"
)

var (
	inStore  bool
	document []byte
	input    ast.Value
	store    storage.Store
	query    rego.PreparedEvalQuery
	ctx      = context.Background()
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Reads the product's data into the form that a query runs on.
func load() {
	var value map[string]any
	must(util.UnmarshalJSON(document, &value))
	if !inStore {
		made, err := ast.InterfaceToValue(value)
		must(err)
		input = made
		return
	}
	for name, content := range value {
		must(storage.WriteOne(ctx, store, storage.AddOp, storage.Path{name}, content))
	}
}

func review() any {
	options := []rego.EvalOption{}
	if !inStore {
		options = append(options, rego.EvalParsedInput(input))
	}
	results, err := query.Eval(ctx, options...)
	must(err)
	return results[0].Expressions[0].Value
}

func measure(name string, count int) int64 {
	start := time.Now()
	for range count {
		if name == "load" {
			load()
		}
		review()
	}
	return time.Since(start).Nanoseconds()
}

func prepare(module string) {
	source, err := os.ReadFile(module)
	must(err)
	store = inmem.NewFromObjectWithOpts(map[string]any{}, inmem.OptReturnASTValuesOnRead(true))
	load()
	query, err = rego.New(rego.Query("data.bench.answers"), rego.Module(module, string(source)), rego.Store(store)).PrepareForEval(ctx)
	must(err)
}

func main() {
	inStore = os.Args[1] == "store"
	var err error
	document, err = os.ReadFile(os.Args[3])
	must(err)
	prepare(os.Args[2])
	fmt.Println("ready")
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		switch words[0] {
		case "stop":
			return
		case "answers":
			text, err := json.Marshal(review())
			must(err)
			fmt.Println(string(text))
		default:
			count, err := strconv.Atoi(words[1])
			must(err)
			fmt.Println(measure(words[0], count))
		}
	}
}

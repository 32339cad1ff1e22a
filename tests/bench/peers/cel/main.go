// SPDX-License-Identifier: MIT

// CEL under measurement: expressions that are checked, optimised and planned beforehand, over a product whose values are CEL's own.
// What CEL cannot say is done here while loading: what a component depends on in the end, and versions as numbers.
// usage: cel RULES DOCUMENT
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"cel.dev/cel-go/ext"
)

// A rule as it is written: whether it applies, whether it holds, whether what is not known cannot change that, and what it found.
type source struct {
	Code, When, Holds, Surely, Findings string
}

type rule struct {
	code                          string
	when, holds, surely, findings cel.Program
}

type answer struct {
	status   string
	findings []string
}

var (
	document []byte
	rules    []rule
	facts    cel.Activation
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// ---- the product ----

func valueOf(from any) ref.Val {
	switch one := from.(type) {
	case json.Number:
		if number, err := one.Int64(); err == nil {
			return types.Int(number)
		}
		number, err := one.Float64()
		must(err)
		return types.Double(number)
	case []any:
		values := make([]ref.Val, len(one))
		for i := range one {
			values[i] = valueOf(one[i])
		}
		return types.NewRefValList(types.DefaultTypeAdapter, values)
	case map[string]any:
		for name := range one {
			one[name] = valueOf(one[name])
		}
		return types.NewStringInterfaceMap(types.DefaultTypeAdapter, one)
	}
	return types.DefaultTypeAdapter.NativeToValue(from)
}

// A version as a number in the same order.
func release(text string) json.Number {
	var number uint64
	for part := range strings.SplitSeq(text, ".") {
		one, err := strconv.ParseUint(part, 10, 20)
		must(err)
		number = number<<20 | one
	}
	return json.Number(strconv.FormatUint(number, 10))
}

// All that these components depend on, themselves among them.
func reach(dependencies map[string][]any, roots []any) []string {
	seen := map[string]bool{}
	var order []string
	see := func(ids []any) {
		for _, id := range ids {
			if !seen[id.(string)] {
				seen[id.(string)] = true
				order = append(order, id.(string))
			}
		}
	}
	see(roots)
	for i := 0; i < len(order); i++ {
		see(dependencies[order[i]])
	}
	return order
}

func load() {
	var all map[string]map[string]any
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.UseNumber()
	must(decoder.Decode(&all))
	product := all["product"]
	components := product["components"].([]any)
	dependencies := make(map[string][]any, len(components))
	byID := make(map[string]ref.Val, len(components))
	for i := range components {
		one := components[i].(map[string]any)
		id := one["id"].(string)
		dependencies[id] = one["depends_on"].([]any)
		one["version"] = release(one["version"].(string))
		value := valueOf(one)
		components[i], byID[id] = value, value
	}
	for name, roots := range product {
		if strings.HasPrefix(name, "roots_") {
			var reached []any
			for _, id := range reach(dependencies, roots.([]any)) {
				reached = append(reached, byID[id])
			}
			product[name] = reached
		}
	}
	made, err := cel.NewActivation(map[string]any{"product": valueOf(product), "suppliers": valueOf(all["suppliers"])})
	must(err)
	facts = made
}

// ---- the rules ----

func compile(environment *cel.Env, text string) cel.Program {
	if text == "" {
		return nil
	}
	checked, issues := environment.Compile(text)
	must(issues.Err())
	program, err := environment.Program(checked, cel.EvalOptions(cel.OptOptimize))
	must(err)
	return program
}

func prepare(path string) {
	text, err := os.ReadFile(path)
	must(err)
	var sources []source
	must(json.Unmarshal(text, &sources))
	environment, err := cel.NewEnv(cel.Variable("product", cel.MapType(cel.StringType, cel.DynType)),
		cel.Variable("suppliers", cel.MapType(cel.StringType, cel.MapType(cel.StringType, cel.DynType))), ext.Lists(),
		cel.ParserExpressionSizeLimit(1<<20))
	must(err)
	for _, one := range sources {
		rules = append(rules, rule{one.Code, compile(environment, one.When), compile(environment, one.Holds),
			compile(environment, one.Surely), compile(environment, one.Findings)})
	}
}

func found(one *rule) []string {
	if one.findings == nil {
		return []string{""}
	}
	value, _, err := one.findings.Eval(facts)
	must(err)
	list := value.(traits.Lister)
	ids := make([]string, 0, int(list.Size().(types.Int)))
	for next := list.Iterator(); next.HasNext() == types.True; {
		ids = append(ids, string(next.Next().(types.String)))
	}
	return ids
}

func answerTo(one *rule) answer {
	if one.when != nil {
		applies, _, err := one.when.Eval(facts)
		must(err)
		if applies != types.True {
			return answer{"not_applicable", []string{}}
		}
	}
	holds, _, err := one.holds.Eval(facts)
	if err == nil && holds == types.False {
		return answer{"violated", found(one)}
	}
	if err == nil && one.surely != nil {
		holds, _, err = one.surely.Eval(facts)
	}
	if err != nil || holds != types.True {
		return answer{"undetermined", []string{}}
	}
	return answer{"satisfied", []string{}}
}

func review() []answer {
	answers := make([]answer, len(rules))
	for i := range rules {
		answers[i] = answerTo(&rules[i])
	}
	return answers
}

// ---- the bench ----

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

func printAnswers() {
	all := map[string][]any{}
	for i, one := range review() {
		all[rules[i].code] = []any{one.status, one.findings}
	}
	text, err := json.Marshal(all)
	must(err)
	fmt.Println(string(text))
}

func main() {
	var err error
	document, err = os.ReadFile(os.Args[2])
	must(err)
	prepare(os.Args[1])
	load()
	fmt.Println("ready")
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		switch words[0] {
		case "stop":
			return
		case "answers":
			printAnswers()
		default:
			count, err := strconv.Atoi(words[1])
			must(err)
			fmt.Println(measure(words[0], count))
		}
	}
}

package main

import (
	"fmt"
	"strings"
)

// A node is a state of an acyclic automaton over the ten digits. label 0 means
// nothing; any other label is the answer for the string that ends here. Equal
// nodes are the same pointer, so the automaton is minimal.
type node struct {
	id    int // order of creation: children before parents
	label int
	next  [10]*node
}

// A pool makes nodes and keeps equal ones equal.
type pool struct {
	nodes map[string]*node
	count int
}

func newPool() *pool { return &pool{nodes: map[string]*node{}} }

// get returns the node with this label and these children, or nil if it says
// nothing at all.
func (p *pool) get(label int, next [10]*node) *node {
	var b strings.Builder
	fmt.Fprint(&b, label)
	empty := label == 0
	for _, n := range next {
		if n == nil {
			b.WriteString(",")
			continue
		}
		empty = false
		fmt.Fprint(&b, ",", n.id)
	}
	if empty {
		return nil
	}
	if n := p.nodes[b.String()]; n != nil {
		return n
	}
	n := &node{id: p.count, label: label, next: next}
	p.count++
	p.nodes[b.String()] = n
	return n
}

// A machine answers about prefixes of digits: build asks it for the label of a
// state and the state after a digit. The key must tell states apart; an empty
// key is a state from which no label can be reached.
type machine[S any] struct {
	key   func(S) string
	label func(S) int
	step  func(S, byte) S
}

// build explores a machine from a state and returns its minimal automaton. The
// machine must be acyclic.
func build[S any](p *pool, m machine[S], from S) *node {
	memo := map[string]*node{}
	var visit func(S) *node
	visit = func(s S) *node {
		key := m.key(s)
		if key == "" {
			return nil
		}
		if n, ok := memo[key]; ok {
			return n
		}
		var next [10]*node
		for d := range byte(10) {
			next[d] = visit(m.step(s, d))
		}
		n := p.get(m.label(s), next)
		memo[key] = n
		return n
	}
	return visit(from)
}

package main

import (
	"fmt"
	"regexp/syntax"
)

// A pattern is one of libphonenumber's regular expressions, compiled to the
// instructions of regexp/syntax. It is only ever matched from the start of a
// string of digits.
type pattern struct {
	source string
	prog   *syntax.Prog
}

var patterns = map[string]*pattern{}

// compilePattern compiles source once. It panics on what the metadata must not
// contain, since the generator cannot go on without it.
func compilePattern(source string) *pattern {
	if p := patterns[source]; p != nil {
		return p
	}
	re, err := syntax.Parse("(?:"+source+")", syntax.Perl)
	if err != nil {
		panic(fmt.Sprintf("pattern %q: %v", source, err))
	}
	prog, err := syntax.Compile(re.Simplify())
	if err != nil {
		panic(fmt.Sprintf("pattern %q: %v", source, err))
	}
	p := &pattern{source: source, prog: prog}
	patterns[source] = p
	return p
}

// A thread is a place in a pattern that a prefix of the digits has reached,
// with the capture positions on the way, in digits from the start; -1 unset.
type thread struct {
	pc   uint32
	caps [6]int8 // groups 0 to 2, start and end
}

// start returns the list of threads before the first digit.
func (p *pattern) start(end bool) []thread {
	t := thread{pc: uint32(p.prog.Start), caps: [6]int8{-1, -1, -1, -1, -1, -1}}
	return p.close(nil, map[uint32]bool{}, t, 0, end)
}

// step moves threads over a digit, in order of preference. depth is the number
// of digits after the step, end whether the string ends there.
func (p *pattern) step(threads []thread, digit byte, depth int, end bool) []thread {
	var out []thread
	seen := map[uint32]bool{}
	for _, t := range threads {
		inst := &p.prog.Inst[t.pc]
		switch inst.Op {
		case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			if inst.MatchRune(rune('0' + digit)) {
				t.pc = inst.Out
				out = p.close(out, seen, t, depth, end)
			}
		}
	}
	return out
}

// close follows the empty transitions from t, appending the threads that wait
// for a digit or have matched.
func (p *pattern) close(out []thread, seen map[uint32]bool, t thread, depth int, end bool) []thread {
	if seen[t.pc] {
		return out
	}
	seen[t.pc] = true
	inst := &p.prog.Inst[t.pc]
	switch inst.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		for _, pc := range []uint32{inst.Out, inst.Arg} {
			branch := t
			branch.pc = pc
			out = p.close(out, seen, branch, depth, end)
		}
		return out
	case syntax.InstCapture:
		if int(inst.Arg) >= len(t.caps) {
			panic(fmt.Sprintf("pattern %q has more than two groups", p.source))
		}
		t.caps[inst.Arg] = int8(depth)
		t.pc = inst.Out
		return p.close(out, seen, t, depth, end)
	case syntax.InstNop:
		t.pc = inst.Out
		return p.close(out, seen, t, depth, end)
	case syntax.InstEmptyWidth:
		have := syntax.EmptyOp(0)
		if depth == 0 {
			have |= syntax.EmptyBeginText | syntax.EmptyBeginLine
		}
		if end {
			have |= syntax.EmptyEndText | syntax.EmptyEndLine
		}
		want := syntax.EmptyOp(inst.Arg)
		if want&^(syntax.EmptyBeginText|syntax.EmptyEndText|syntax.EmptyBeginLine|syntax.EmptyEndLine) != 0 {
			panic(fmt.Sprintf("pattern %q asks for a word boundary", p.source))
		}
		if want&^have != 0 {
			if want&^have&(syntax.EmptyEndText|syntax.EmptyEndLine) == 0 {
				return out
			}
			// Waits for the end; kept so that the caller can ask again with
			// end set.
			return append(out, t)
		}
		t.pc = inst.Out
		return p.close(out, seen, t, depth, end)
	case syntax.InstFail:
		return out
	}
	return append(out, t)
}

// match returns the first of threads that has matched, in order of preference.
func (p *pattern) match(threads []thread) (int, bool) {
	for i, t := range threads {
		if p.prog.Inst[t.pc].Op == syntax.InstMatch {
			return i, true
		}
	}
	return 0, false
}

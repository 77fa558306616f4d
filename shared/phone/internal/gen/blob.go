package main

import (
	"fmt"

	"thoughtlyform/shared/phone/internal/table"
)

// A plan is the table of one calling code as the generator makes it.
type plan struct {
	Code     table.Code
	Regions  []table.Region
	Examples []table.Example
	Next     [][10]table.State // the states in pre-order from the entries; see Load
	Label    []uint8
	Sets     []uint32 // without set 0
	Formats  []table.Format
}

// Image returns the plan's image.
func (p *plan) Image() []byte {
	var out []byte
	for _, next := range p.Next {
		for _, s := range next {
			out = append(out, byte(s), byte(s>>8))
		}
	}
	out = append(out, p.Label...)
	for _, s := range p.Sets {
		out = append(out, byte(s), byte(s>>8), byte(s>>16), byte(s>>24))
	}
	for _, f := range p.Formats {
		out = append(out, f.Widths[:]...)
		out = append(out, f.Flexible, f.Extra, f.Style, f.Abroad, f.Usage)
	}
	return out
}

// An encoder is the counterpart of table.Loader.
type encoder struct {
	plan   *plan
	out    []byte
	states int
	last   [table.MaxDepth + 1][]table.State // targets of each depth, the last one first
}

// Blob returns the plan's blob.
func (p *plan) Blob(edition uint32) ([]byte, error) {
	c := &p.Code
	abroad := byte(0)
	if c.Abroad {
		abroad = 0x80
	}
	n := len(p.Next)
	e := &encoder{plan: p, states: 1, out: []byte{
		0, 0, 0, 0, 0, 0, byte(c.Code), byte(c.Code >> 8), byte(n), byte(n >> 8), byte(len(p.Sets)), byte(len(p.Formats)) | abroad,
	}}
	for _, s := range []table.State{c.Verdict, c.Claims, c.Format} {
		e.target(s, 1, 0)
	}
	for _, r := range p.Regions {
		for _, s := range []table.State{r.General, r.National, r.IDD} {
			e.target(s, 1, 0)
		}
	}
	if e.states != n {
		return nil, fmt.Errorf("%d of %d states can be reached", e.states, n)
	}
	for i, r := range p.Regions {
		if r.Possible>>24 != 0 || r.Local>>10 != 0 || r.Local&3 != 0 {
			return nil, fmt.Errorf("region %d: lengths %b, local %b", i, r.Possible, r.Local)
		}
		n := p.Examples[i][0]
		e.out = append(e.out, byte(r.Possible), byte(r.Possible>>8), byte(r.Possible>>16), byte(r.Local>>2), r.InsertLength, n)
		for _, digits := range [][]byte{r.Insert[:r.InsertLength], p.Examples[i][1 : 1+n]} {
			for _, d := range digits {
				e.out = append(e.out, d-'0')
			}
		}
	}
	for _, s := range p.Sets {
		for k := range (len(p.Formats) + 7) / 8 {
			e.out = append(e.out, byte(s>>(8*k)))
		}
	}
	for _, f := range p.Formats {
		groups := 0
		for groups < table.MaxGroups && f.Widths[groups] > 0 {
			groups++
		}
		e.out = append(e.out, byte(groups)|f.Flexible<<3)
		e.out = append(e.out, f.Widths[:groups]...)
		e.out = append(e.out, f.Extra, f.Style, f.Usage)
		if c.Abroad {
			e.out = append(e.out, f.Abroad)
		}
	}
	if len(e.out) >= 1<<16 {
		return nil, fmt.Errorf("a blob of %d bytes", len(e.out))
	}
	e.out[4], e.out[5] = byte(len(e.out)), byte(len(e.out)>>8)
	sum := table.Checksum(edition, e.out[4:])
	for i := range 4 {
		e.out[i] = byte(sum >> (8 * i))
	}
	return e.out, nil
}

// target writes a run and, if its target is new, the target.
func (e *encoder) target(s table.State, digits, depth int) {
	put := func(kind int) { e.out = append(e.out, byte(kind*10+digits-1)) }
	last := e.last[depth]
	switch {
	case s == 0:
		put(table.ToZero)
		return
	case int(s) == e.states:
		if label := e.plan.Label[s]; label != 0 {
			put(table.ToLabelled)
			e.out = append(e.out, label)
		} else {
			put(table.ToNew)
		}
		e.states++
		e.last[depth] = append([]table.State{s}, last...)
		next := e.plan.Next[s]
		for d := 0; d < 10; {
			n := 1
			for d+n < 10 && next[d+n] == next[d] {
				n++
			}
			e.target(next[d], n, depth+1)
			d += n
		}
		return
	}
	rank := 0
	for last[rank] != s {
		rank++
	}
	copy(last[1:rank+1], last[:rank])
	last[0] = s
	put(table.ToKnown + min(rank, table.NearRanks))
	if rank < table.NearRanks {
		return
	}
	for rank -= table.NearRanks; rank >= 255; rank -= 255 {
		e.out = append(e.out, 255)
	}
	e.out = append(e.out, byte(rank))
}

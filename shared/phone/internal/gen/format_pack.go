package main

import (
	"fmt"
	"math/bits"
	"slices"

	model "thoughtlyform/shared/phone/internal/formatmodel"
	"thoughtlyform/shared/phone/internal/rangecoder"
)

// formatPacker writes the packed form of the format tables: the twin of package
// phone's format_unpack.go, step by step.
type formatPacker struct {
	out  *rangecoder.Encoder
	prob [model.Count]rangecoder.Prob

	// Of the calling code at hand.
	count  int
	used   uint32
	recent []uint32
	known  []*formatNode
}

const maxRecent = 256 // package phone's

// pack is the packed form. An error names what does not fit.
func (m *formatModel) pack() ([]byte, error) {
	p := &formatPacker{out: rangecoder.NewEncoder()}
	rangecoder.Reset(p.prob[:])
	usage := 0
	for _, c := range m.codes {
		p.tree(len(c.formats), model.FormatCount, 5)
		if len(c.formats) == 0 {
			continue
		}
		p.bit(c.abroad, model.Abroad)
		for _, f := range c.formats {
			p.format(f, c.abroad, usage)
			usage = f.usageNumber
		}
		p.count, p.used = len(c.formats), 0
		p.recent, p.known = []uint32{0}, nil
		p.bit(!c.root.leaf, model.IsState)
		if c.root.leaf {
			p.nextSet(c.root.set, model.None, 0, 0, 0)
		} else {
			p.node(c.root, 0, 0)
		}
		if len(p.recent) > maxRecent || len(p.known) > maxRecent {
			return nil, fmt.Errorf("calling code %d: %d sets or %d states do not fit", c.code, len(p.recent), len(p.known))
		}
	}
	return p.out.Finish(), nil
}

func (p *formatPacker) bit(b bool, kind int) {
	v := 0
	if b {
		v = 1
	}
	p.out.Bit(v, &p.prob[kind], model.Limit)
}

func (p *formatPacker) tree(v, kind, bits int) {
	p.out.Tree(v, p.prob[kind:kind+1<<bits], bits, model.Limit)
}

func (p *formatPacker) format(f numberFormat, abroad bool, usage int) {
	groups := len(f.widths)
	p.tree(groups, model.Groups, 3)
	for i, w := range f.widths {
		p.tree(w, model.Width+16*i, 4)
	}
	if f.extra == 0 {
		p.tree(0, model.Flexible, 2)
	} else {
		p.tree(groups-f.flexible, model.Flexible, 2)
		p.tree(f.extra, model.Extra, 4)
	}
	p.tree(f.styleNumber, model.Style+32*groups, 5)
	p.bit(f.usageNumber == usage, model.SameUsage)
	if f.usageNumber != usage {
		p.tree(f.usageNumber, model.Usage, 5)
	}
	if abroad {
		p.bit(f.abroad == "", model.NotAbroad)
		if f.abroad != "" {
			same := f.abroad == f.style && !f.bare
			p.bit(same, model.SameAbroad)
			if !same {
				p.tree(f.abroadNum, model.Style, 5)
				p.bit(f.bare, model.Bare)
			}
		}
	}
}

func (p *formatPacker) node(n *formatNode, depth int, before uint32) {
	if depth >= firstAsked {
		p.bit(n.set == before, model.SameSet)
		if n.set != before {
			p.nextSet(n.set, 4, before, before, before)
		}
	}
	layer := min(depth, 3)
	kind, run := model.None, 0
	var last *formatNode
	for d, target := range n.next {
		if d > 0 {
			p.bit(target == last, model.SameTarget+(layer*4+kind)*3+run)
			if target == last {
				run = min(run+1, 2)
				continue
			}
		}
		run = 0
		p.bit(!target.leaf, model.IsState+layer*4+kind)
		switch {
		case !target.leaf:
			kind = model.State
			distance := slices.Index(p.known, target)
			p.bit(distance >= 0, model.IsKnown+layer)
			if distance >= 0 {
				p.distance(distance + 1)
				p.known = slices.Delete(p.known, distance, distance+1)
			} else {
				p.node(target, depth+1, n.set)
			}
			p.known = slices.Insert(p.known, 0, target)
		default:
			if kind != model.OwnLeaf {
				p.bit(target.set == n.set, model.IsOwn+layer*4+kind)
				if target.set == n.set {
					kind = model.OwnLeaf
					break
				}
			}
			not := n.set
			if kind == model.Leaf {
				not = last.set
			}
			p.nextSet(target.set, kind, n.set, n.set, not)
			kind = model.Leaf
		}
		last = target
	}
}

func (p *formatPacker) distance(v int) {
	n := bits.Len(uint(v)) - 1
	for i := range n {
		p.bit(true, model.Distance+i)
	}
	p.bit(false, model.Distance+n)
	for i := n - 1; i >= 0; i-- {
		p.out.Raw(v>>i&1, 1<<15)
	}
}

func (p *formatPacker) nextSet(set uint32, kind int, before, not, nor uint32) {
	rank := 0
	for i, s := range p.recent {
		if s == not || s == nor {
			continue
		}
		p.bit(s == set, model.IsThis+kind*6+rank)
		if s == set {
			p.recent = slices.Delete(p.recent, i, i+1)
			p.recent = slices.Insert(p.recent, 0, s)
			return
		}
		rank = min(rank+1, 5)
	}
	added := 0
	for i := range p.count {
		in, used := int(before>>i&1), int(p.used>>i&1)
		has := set>>i&1 != 0
		p.bit(has, model.InNewSet+(in*3+added)*2+used)
		if has && in == 0 {
			added = min(added+1, 2)
		}
	}
	p.used |= set
	p.recent = slices.Insert(p.recent, 0, set)
}

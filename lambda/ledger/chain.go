package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"time"
)

// Records of consent are linked in chains, a few for each form, so that a
// changed, removed or inserted record is detectable. The link of the n-th
// record is
//
//	link(0) = 32 zero bytes
//	link(n) = SHA-256(link(n-1) ‖ SHA-256(record n))
//
// where a record is its compact JSON text. Each record contains the previous
// link. With one stored link, such as the head of a printed bundle, anyone can
// check that no record before it was changed.

// lanes is the number of chains of a form. Each chain takes one record at a
// time.
const lanes = 8

// Link is a record's place in its chain.
type Link struct {
	Chain    string `json:"chain"`    // form, lane and table
	Sequence int    `json:"sequence"` // from 1
	Previous string `json:"previous"` // the link before, in hex
}

// chainOf returns the chain of a submission's record in a table: form, lane and
// a hash of the table's name. It is always the same for a submission. Two
// tables never share a chain, so records can be copied from one table to
// another.
func chainOf(c Consent, table string) string {
	return fmt.Sprintf("%s/%d/%08x", c.Form, hash32(c.SubmissionID)%lanes, hash32(table))
}

func hash32(s string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(s))
	return h.Sum32()
}

// head is the last link of a chain; the zero value is the head of an empty one.
type head struct {
	sequence int
	link     [sha256.Size]byte
}

// append returns the text of c as the chain's next record, its digest, and the
// head after it.
func (h head) append(chain string, c Consent) (record []byte, digest [sha256.Size]byte, next head, err error) {
	c.Link = &Link{Chain: chain, Sequence: h.sequence + 1, Previous: hex.EncodeToString(h.link[:])}
	if record, err = json.Marshal(c); err != nil {
		return nil, digest, h, err
	}
	digest = sha256.Sum256(record)
	return record, digest, h.next(digest), nil
}

func (h head) next(digest [sha256.Size]byte) head {
	return head{h.sequence + 1, sha256.Sum256(append(h.link[:], digest[:]...))}
}

// Bundle is the evidence that an operator hands over: the records of one number
// and, for each of their chains, the digests from the first of them to the
// newest. The digests of other people's records reveal nothing about them.
type Bundle struct {
	Phone   string            `json:"phone"`
	Printed time.Time         `json:"printed"`
	Records []json.RawMessage `json:"records"` // each a Consent
	Chains  []Chain           `json:"chains"`
	Uses    []Use             `json:"uses,omitempty"`  // contacts and calls, oldest first
	Stops   []StopChange      `json:"stops,omitempty"` // of the do-not-call list, oldest first
}

// Chain is the part of a chain from one of its records to its head.
type Chain struct {
	Name     string   `json:"name"`
	First    int      `json:"first"`    // sequence of the first digest
	Previous string   `json:"previous"` // the link before it, in hex
	Digests  []string `json:"digests"`  // SHA-256 of the records, in hex
	Head     string   `json:"head"`     // the link after the last, in hex
}

// Verify recomputes every digest and link of the bundle. The error names the
// record or chain that does not match.
func (b Bundle) Verify() error {
	chains := map[string]Chain{}
	for _, c := range b.Chains {
		if err := c.verify(); err != nil {
			return fmt.Errorf("chain %s: %w", c.Name, err)
		}
		chains[c.Name] = c
	}
	for i, record := range b.Records {
		if err := b.verify(record, chains); err != nil {
			return fmt.Errorf("record %d: %w", i+1, err)
		}
	}
	return nil
}

func (b Bundle) verify(record json.RawMessage, chains map[string]Chain) error {
	var c Consent
	if err := json.Unmarshal(record, &c); err != nil {
		return err
	}
	if c.Phone != b.Phone {
		return errors.New("is of another number")
	}
	if sum := sha256.Sum256([]byte(c.Text)); hex.EncodeToString(sum[:]) != c.TextSHA256 {
		return errors.New("text_sha256 is not that of its text")
	}
	if c.Link == nil {
		return errors.New("has no link to a chain")
	}
	chain, ok := chains[c.Link.Chain]
	at := c.Link.Sequence - chain.First
	if !ok || at < 0 || at >= len(chain.Digests) {
		return errors.New("its place is not in the bundle's chain")
	}
	var text bytes.Buffer
	if err := json.Compact(&text, record); err != nil {
		return err
	}
	if sum := sha256.Sum256(text.Bytes()); hex.EncodeToString(sum[:]) != chain.Digests[at] {
		return errors.New("differs from the digest in its chain")
	}
	links, _ := chain.links()
	if hex.EncodeToString(links[at].link[:]) != c.Link.Previous {
		return errors.New("previous is not the link before it")
	}
	return nil
}

func (c Chain) verify() error {
	links, err := c.links()
	if err != nil {
		return err
	}
	if last := links[len(links)-1]; hex.EncodeToString(last.link[:]) != c.Head {
		return errors.New("the digests do not lead to the head")
	}
	return nil
}

// links returns the heads before each digest and after the last.
func (c Chain) links() ([]head, error) {
	h := head{sequence: c.First - 1}
	if err := decodeSum(&h.link, c.Previous); err != nil {
		return nil, err
	}
	if c.First == 1 && h.link != (head{}).link {
		return nil, errors.New("does not begin with zeros")
	}
	list := []head{h}
	for _, s := range c.Digests {
		var digest [sha256.Size]byte
		if err := decodeSum(&digest, s); err != nil {
			return nil, err
		}
		h = h.next(digest)
		list = append(list, h)
	}
	return list, nil
}

func decodeSum(into *[sha256.Size]byte, text string) error {
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != len(into) {
		return fmt.Errorf("%q is no SHA-256", text)
	}
	copy(into[:], b)
	return nil
}

// chain returns the part of a chain from sequence first on; previous is the
// link before it, and digests are those of its records in order.
func newChain(name string, first int, previous string, digests []string) (Chain, error) {
	c := Chain{Name: name, First: first, Previous: previous, Digests: digests}
	links, err := c.links()
	if err != nil {
		return c, err
	}
	c.Head = hex.EncodeToString(links[len(links)-1].link[:])
	return c, nil
}

// firstLinks returns, for each chain of the records, the link of its first
// record.
func firstLinks(records []Consent) []Link {
	var list []Link
	at := map[string]int{}
	for _, c := range records {
		if c.Link == nil {
			continue
		}
		i, ok := at[c.Link.Chain]
		if !ok {
			at[c.Link.Chain] = len(list)
			list = append(list, *c.Link)
		} else if c.Link.Sequence < list[i].Sequence {
			list[i] = *c.Link
		}
	}
	return list
}

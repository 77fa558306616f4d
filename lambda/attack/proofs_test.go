package attack

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"thoughtlyform/lambda/guard"
	"thoughtlyform/lambda/intake"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/proof"
	"thoughtlyform/shared/challenge"
)

// proofs are the attacks on the guard.
var proofs = []row{
	{
		name:  "flood_without_proof",
		limit: 9,
		attack: func(d *deployment) int {
			for range 60 {
				d.post(request{address: d.anywhere(), lead: d.lead()})
			}
			return len(d.reached())
		},
		down: unguarded,
	},
	{
		name:  "trickle_without_proof",
		limit: 100,
		attack: func(d *deployment) int {
			for range 12 * 60 {
				d.post(request{address: d.anywhere(), lead: d.lead()})
				d.wait(time.Minute - time.Second)
			}
			return len(d.reached())
		},
		down: unguarded,
	},
	{
		// A few machines solve challenges for a botnet.
		name:  "solve_for_a_botnet",
		limit: 0,
		attack: func(d *deployment) int {
			for range 20 {
				lead := d.lead()
				lead["proof"] = d.proof("contact", near(0))
				d.post(request{address: d.anywhere(), lead: lead})
			}
			return len(d.reached())
		},
		down: credulous,
	},
	{
		name:  "collect_challenges",
		limit: 600,
		attack: func(d *deployment) (n int) {
			for i := range 620 {
				_, data, _ := d.call("GET", "/session", request{address: near(i % 200), headers: map[string]string{"form": "contact"}})
				if data["challenge"] != nil {
					n++
				}
			}
			return n
		},
		down: func(s *settings) { s.ledger = func(m *ledger.Memory) ledger.Ledger { return countsNothing{m} } },
	},
	{
		name:  "replay_a_proof",
		limit: 1,
		attack: func(d *deployment) int {
			proof := d.proof("contact", near(0))
			for i := range 30 {
				lead := d.lead()
				lead["proof"] = proof
				d.post(request{address: near(i), lead: lead})
			}
			return len(d.reached())
		},
		down: func(s *settings) { s.ledger = func(m *ledger.Memory) ledger.Ledger { return forgetfulOfProofs{m} } },
	},
	{
		// All submissions arrive before the first one has a response.
		name:  "spend_a_proof_twice_at_once",
		limit: 1,
		attack: func(d *deployment) int {
			proof := d.proof("contact", near(0))
			var requests []request
			for i := range 30 {
				lead := d.lead()
				lead["proof"] = proof
				requests = append(requests, request{address: near(i), lead: lead})
			}
			var sent sync.WaitGroup
			for _, r := range requests {
				sent.Go(func() { d.post(r) })
			}
			sent.Wait()
			return len(d.reached())
		},
		down: func(s *settings) { s.ledger = func(m *ledger.Memory) ledger.Ledger { return forgetfulOfProofs{m} } },
	},
	{
		// Challenges from an instance of the function whose clock is an hour ahead
		// would be valid an hour longer.
		name:  "use_a_proof_from_the_future",
		limit: 9,
		attack: func(d *deployment) int {
			d.wait(time.Hour)
			stock := d.stock(60)
			d.wait(-time.Hour)
			for _, r := range stock {
				d.post(r)
			}
			return len(d.reached())
		},
		down: func(s *settings) { s.guard = func(g intake.Guard) intake.Guard { return shifted{g, time.Hour} } },
	},
	{
		// The proof is bound to the submission's id, and the id to its lead.
		name:  "replay_a_submission_with_other_numbers",
		limit: 1,
		attack: func(d *deployment) int {
			first := d.lead()
			first["proof"] = d.proof("contact", near(0))
			for i := range 30 {
				lead := d.lead()
				lead["proof"], lead["submission_id"] = first["proof"], first["submission_id"]
				d.post(request{address: near(i), lead: lead})
			}
			return len(d.reached())
		},
		down: func(s *settings) {
			s.ledger = func(m *ledger.Memory) ledger.Ledger { return forgetfulOfSubmissions{m} }
		},
	},
	{
		name:   "forge_a_proof",
		limit:  0,
		attack: forge,
		down:   credulous,
	},
	{
		name:  "send_a_proof_without_the_work",
		limit: 0,
		attack: func(d *deployment) int {
			for range 30 {
				address := d.anywhere()
				token := []byte(d.token("contact", address))
				nonce := rand.Uint32()
				for _, solves := challenge.Solve(token, nonce, 1); solves; _, solves = challenge.Solve(token, nonce, 1) {
					nonce++
				}
				d.wait(5 * time.Second)
				lead := d.lead()
				lead["proof"] = string(challenge.AppendProof(nil, token, nonce))
				d.post(request{address: address, lead: lead})
			}
			return len(d.reached())
		},
		down: credulous,
	},
	{
		name:  "use_a_proof_of_an_easier_form",
		limit: 0,
		attack: func(d *deployment) int {
			for range 10 {
				lead := d.lead()
				lead["proof"] = unsolved("second")
				d.post(request{address: d.anywhere(), lead: lead})
			}
			return len(d.reached())
		},
		down: credulous,
	},
	{
		// An expired proof counts as no proof: the stricter limits apply.
		name:  "solve_in_advance",
		limit: 9,
		attack: func(d *deployment) int {
			var stock []request
			for range 60 {
				r := request{address: d.anywhere(), lead: d.lead()}
				r.lead["proof"] = solve(d.t, d.token("contact", r.address))
				stock = append(stock, r)
			}
			d.wait(guard.Lifetime + time.Second)
			for _, r := range stock {
				d.post(r)
			}
			return len(d.reached())
		},
		down: func(s *settings) { s.guard = func(g intake.Guard) intake.Guard { return shifted{g, -time.Minute} } },
	},
	{
		name:  "fill_in_at_once",
		limit: 0,
		attack: func(d *deployment) int {
			for range 10 {
				lead, address := d.lead(), d.anywhere()
				lead["proof"] = solve(d.t, d.token("contact", address))
				if status, _ := d.post(request{address: address, lead: lead}); status != http.StatusCreated {
					d.t.Errorf("the robot was told %d", status)
				}
			}
			return len(d.reached())
		},
		down: func(s *settings) { s.definition["guard"].(map[string]any)["min_seconds"] = 0 },
	},
	{
		name:  "fill_in_every_field",
		limit: 0,
		attack: func(d *deployment) int {
			for range 10 {
				lead := d.proved()
				lead["website"] = "https://spam.example"
				address := d.anywhere()
				status, told, _ := d.call("POST", "/contacts", request{address: address, lead: lead})
				_, again, _ := d.call("POST", "/contacts", request{address: address, lead: lead})
				if status != http.StatusCreated || told["status"] != "created" || told["id"] == "" || again["id"] != told["id"] {
					d.t.Errorf("the robot was told %d %v and then %v", status, told, again)
				}
			}
			if n := len(d.reached()) + len(d.held); n != 10 {
				d.t.Errorf("of 10 leads %d are kept", n)
			}
			return len(d.reached())
		},
		down: func(s *settings) { s.definition["guard"].(map[string]any)["honeypot"] = false },
	},
}

// forge returns modified and self-signed proofs.
func forge(d *deployment) int {
	const address = "203.0.113.9"
	tokens := []string{proof.Issue(make([]byte, 32), "contact\n", d.clock().Add(-time.Minute), challenge.MinBits)}
	for i := range challenge.TokenLen {
		token := []byte(d.token("contact", address))
		if token[i]++; i == 1 {
			token[i] = 'a' + challenge.MinBits
		}
		tokens = append(tokens, string(token))
	}
	d.wait(5 * time.Second)
	for i, token := range tokens {
		lead := d.lead()
		proof := token + "00000000"
		if nonce, ok := challenge.Solve([]byte(token), 0, 1<<14); ok {
			proof = string(challenge.AppendProof(nil, []byte(token), nonce))
		}
		lead["proof"] = proof
		d.post(request{address: near(i), lead: lead})
	}
	return len(d.reached())
}

// near returns an address in a network.
func near(i int) string { return fmt.Sprintf("203.0.113.%d", i+9) }

func unguarded(s *settings) { s.config.Unguarded = true }

type forgetfulOfProofs struct{ ledger.Ledger }

func (forgetfulOfProofs) Spend(context.Context, string, string, time.Time) (bool, error) {
	return true, nil
}

type countsNothing struct{ ledger.Ledger }

func (countsNothing) Count(context.Context, ...ledger.Window) (int, error) { return -1, nil }

type forgetfulOfSubmissions struct{ ledger.Ledger }

func (forgetfulOfSubmissions) Claim(context.Context, ledger.Claim) (ledger.Record, error) {
	return ledger.Record{State: ledger.Won}, nil
}
func (forgetfulOfSubmissions) Complete(context.Context, ledger.Claim, ledger.Answer, ...ledger.Use) error {
	return nil
}

func credulous(s *settings) {
	s.guard = func(g intake.Guard) intake.Guard { return believer{g} }
}

// believer is a guard that accepts every proof.
type believer struct{ intake.Guard }

func (believer) Decide(context.Context, intake.Attempt) intake.Decision { return intake.Decision{} }

// shifted is a guard with a wrong clock.
type shifted struct {
	intake.Guard
	by time.Duration
}

func (s shifted) Decide(ctx context.Context, v intake.Attempt) intake.Decision {
	v.Now = v.Now.Add(s.by)
	return s.Guard.Decide(ctx, v)
}

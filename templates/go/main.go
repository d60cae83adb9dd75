// The adapter between Poolproof and your license server: one JSON object per line in, one out.
// Each method that is not written yet returns an error; a run reports which one comes next.
// Write your log to stderr: stdout is for answers only.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

type object = map[string]any

var done = object{"type": "done"}

type missing struct{ what string }

func (m missing) Error() string { return "not implemented: " + m.what }

func notImplemented(what string) error { return missing{what} }

// ── your server begins ──

type server struct{}

// An empty server: no client, so many licenses in the node pool.
func (s *server) reset(capacity int) error { return notImplemented("reset") }

// object{"capacity": 2, "inUse": 1, "clients": []object{
// {"client": "a", "record": "active" or "retired", "licensed": true, "inventories": 1}}}
func (s *server) snapshot() (object, error) { return nil, notImplemented("snapshot") }

// A client appears, or a retired one comes back: done.
func (s *server) enroll(client string) (object, error) { return nil, notImplemented("enroll") }

// A scan came back: object{"type": "processed", "license": "pulled"} if it took a license now, "held" if it had one
// already; object{"type": "discarded", "reason": "no-license"} where none is free.
func (s *server) returnPatchInventory(client string) (object, error) {
	return nil, notImplemented("returnPatchInventory")
}

// The record stays, and its license is free again: done.
func (s *server) retire(client string) (object, error) { return nil, notImplemented("retire") }

// The record goes, and its license is free again: done.
func (s *server) delete(client string) (object, error) { return nil, notImplemented("delete") }

// The node pool has so many licenses from now on; no client loses one: done.
func (s *server) setCapacity(nodes int) (object, error) { return nil, notImplemented("setCapacity") }

// ── your server ends ──

// pool needs all five of its messages. Declare more as you write it:
// onboarding, maintenance, other-solutions, time, concurrency, durability.
var declaration = object{"protocol": 1, "name": "my-license-server", "language": "Go", "features": []string{"pool"}}

type message struct {
	Type   string `json:"type"`
	Client string `json:"client"`
	Nodes  int    `json:"nodes"`
}

type request struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params struct {
		Capacity int       `json:"capacity"`
		Messages []message `json:"messages"`
		Observe  string    `json:"observe"`
	} `json:"params"`
}

func (s *server) handle(m message) (object, error) {
	switch m.Type {
	case "enroll":
		return s.enroll(m.Client)
	case "returnPatchInventory":
		return s.returnPatchInventory(m.Client)
	case "retire":
		return s.retire(m.Client)
	case "delete":
		return s.delete(m.Client)
	case "setCapacity":
		return s.setCapacity(m.Nodes)
	}
	return nil, notImplemented(m.Type)
}

func (s *server) execute(messages []message, observe string) (object, error) {
	outcomes, snapshots := []object{}, []json.RawMessage{}
	for i, m := range messages {
		outcome, err := s.handle(m)
		if err != nil {
			return nil, err
		}
		outcomes = append(outcomes, outcome)
		if observe == "each" || (observe == "last" && i == len(messages)-1) {
			snapshot, err := s.snapshot()
			if err != nil {
				return nil, err
			}
			// Written down now: what the server keeps changes with the next message.
			shown, err := json.Marshal(snapshot)
			if err != nil {
				return nil, err
			}
			snapshots = append(snapshots, shown)
		}
	}
	return object{"outcomes": outcomes, "snapshots": snapshots}, nil
}

func (s *server) answer(r request) (object, error) {
	switch r.Method {
	case "initialize":
		return declaration, nil
	case "reset":
		return object{}, s.reset(r.Params.Capacity)
	case "execute":
		return s.execute(r.Params.Messages, r.Params.Observe)
	case "snapshot":
		return s.snapshot()
	}
	return object{}, nil
}

func main() {
	in, out := bufio.NewReader(os.Stdin), json.NewEncoder(os.Stdout)
	s := &server{}
	for {
		line, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return
		}
		var r request
		if err := json.Unmarshal(line, &r); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		reply := object{"jsonrpc": "2.0", "id": r.ID}
		if result, err := s.answer(r); err == nil {
			reply["result"] = result
		} else if errors.As(err, new(missing)) {
			reply["error"] = object{"code": -32601, "message": err.Error()}
		} else {
			reply["error"] = object{"code": -32603, "message": err.Error()}
		}
		if err := out.Encode(reply); err != nil || r.Method == "shutdown" {
			return
		}
	}
}

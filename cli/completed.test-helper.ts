/** What a reader would write into the skeletons of `poolproof init`: a small right pool, in each language. */
import type { Language } from "../workbench/scaffold.ts";

const MODULE = (typed: boolean) => {
  const t = (type: string) => (typed ? `: ${type}` : "");
  return `
class Server {
  capacity = 0;
  records = new Map${typed ? "<string, any>" : ""}();
  inUse() { return [...this.records.values()].filter((one) => one.licensed).length; }
  reset({ capacity }${t("Settings")}) { this.capacity = capacity; this.records.clear(); }
  snapshot() {
    const clients = [...this.records.values()];
    return { capacity: this.capacity, inUse: this.inUse(), clients };
  }
  enroll(client${t("string")})${t("Outcome")} {
    const known = this.records.get(client) ?? { client, licensed: false, inventories: 0 };
    this.records.set(client, Object.assign(known, { record: "active" }));
    return { type: "done" };
  }
  returnPatchInventory(client${t("string")})${t("Outcome")} {
    this.enroll(client);
    const one = this.records.get(client);
    if (!one.licensed && this.inUse() >= this.capacity) return { type: "discarded", reason: "no-license" };
    const license = one.licensed ? "held" : "pulled";
    Object.assign(one, { licensed: true, inventories: one.inventories + 1 });
    return { type: "processed", license };
  }
  retire(client${t("string")})${t("Outcome")} {
    const one = this.records.get(client);
    if (one) Object.assign(one, { record: "retired", licensed: false });
    return { type: "done" };
  }
  delete(client${t("string")})${t("Outcome")} { this.records.delete(client); return { type: "done" }; }
  setCapacity(nodes${t("number")})${t("Outcome")} { this.capacity = nodes; return { type: "done" }; }
}
`;
};

const PYTHON = `
class Server:
    def reset(self, capacity):
        self.capacity, self.records = capacity, {}

    def in_use(self):
        return sum(one["licensed"] for one in self.records.values())

    def snapshot(self):
        # Its own records, as they come to hand: the skeleton copies what is shown.
        clients = list(self.records.values())
        return {"capacity": self.capacity, "inUse": self.in_use(), "clients": clients}

    def enroll(self, client):
        fresh = {"client": client, "licensed": False, "inventories": 0}
        self.records.setdefault(client, fresh)["record"] = "active"
        return DONE

    def return_patch_inventory(self, client):
        self.enroll(client)
        one = self.records[client]
        held = one["licensed"]
        if not held and self.in_use() >= self.capacity:
            return {"type": "discarded", "reason": "no-license"}
        one.update(licensed=True, inventories=one["inventories"] + 1)
        return {"type": "processed", "license": "held" if held else "pulled"}

    def retire(self, client):
        if client in self.records:
            self.records[client].update(record="retired", licensed=False)
        return DONE

    def delete(self, client):
        self.records.pop(client, None)
        return DONE

    def set_capacity(self, nodes):
        self.capacity = nodes
        return DONE

`;

const JAVA = `
    static class Server {
        long capacity;
        final Map<String, Map<String, Object>> records = new LinkedHashMap<>();

        long inUse() {
            return records.values().stream().filter(one -> one.get("licensed").equals(true)).count();
        }

        void reset(long nodes) {
            capacity = nodes;
            records.clear();
        }

        Map<String, Object> snapshot() {
            return Map.of("capacity", capacity, "inUse", inUse(), "clients", new ArrayList<>(records.values()));
        }

        Map<String, Object> enroll(String client) {
            records.computeIfAbsent(client, id -> new LinkedHashMap<>(
                Map.of("client", id, "licensed", false, "inventories", 0L))).put("record", "active");
            return DONE;
        }

        Map<String, Object> returnPatchInventory(String client) {
            enroll(client);
            var one = records.get(client);
            boolean held = one.get("licensed").equals(true);
            if (!held && inUse() >= capacity) return Map.of("type", "discarded", "reason", "no-license");
            one.put("licensed", true);
            one.put("inventories", (Long) one.get("inventories") + 1);
            return Map.of("type", "processed", "license", held ? "held" : "pulled");
        }

        Map<String, Object> retire(String client) {
            var one = records.get(client);
            if (one != null) one.putAll(Map.of("record", "retired", "licensed", false));
            return DONE;
        }

        Map<String, Object> delete(String client) {
            records.remove(client);
            return DONE;
        }

        Map<String, Object> setCapacity(long nodes) {
            capacity = nodes;
            return DONE;
        }
    }
`;

/** Compiled, and only where there is a compiler. */
export const GO = `
type record struct {
	Client      string \`json:"client"\`
	Record      string \`json:"record"\`
	Licensed    bool   \`json:"licensed"\`
	Inventories int    \`json:"inventories"\`
}

type server struct {
	capacity int
	records  map[string]*record
}

func (s *server) inUse() int {
	count := 0
	for _, one := range s.records {
		if one.Licensed {
			count++
		}
	}
	return count
}

func (s *server) reset(capacity int) error {
	s.capacity, s.records = capacity, map[string]*record{}
	return nil
}

func (s *server) snapshot() (object, error) {
	clients := []*record{}
	for _, one := range s.records {
		clients = append(clients, one)
	}
	return object{"capacity": s.capacity, "inUse": s.inUse(), "clients": clients}, nil
}

func (s *server) enroll(client string) (object, error) {
	if s.records[client] == nil {
		s.records[client] = &record{Client: client}
	}
	s.records[client].Record = "active"
	return done, nil
}

func (s *server) returnPatchInventory(client string) (object, error) {
	s.enroll(client)
	one := s.records[client]
	if !one.Licensed && s.inUse() >= s.capacity {
		return object{"type": "discarded", "reason": "no-license"}, nil
	}
	license := "pulled"
	if one.Licensed {
		license = "held"
	}
	one.Licensed = true
	one.Inventories++
	return object{"type": "processed", "license": license}, nil
}

func (s *server) retire(client string) (object, error) {
	if one := s.records[client]; one != nil {
		one.Record, one.Licensed = "retired", false
	}
	return done, nil
}

func (s *server) delete(client string) (object, error) {
	delete(s.records, client)
	return done, nil
}

func (s *server) setCapacity(nodes int) (object, error) {
	s.capacity = nodes
	return done, nil
}
`;

export const COMPLETED = {
  ts: MODULE(true),
  js: MODULE(false),
  python: PYTHON,
  java: JAVA,
} as const satisfies Partial<Record<Language, string>>;

/** The skeleton with this between its two marks. */
export const completed = (skeleton: string, server: string): string =>
  skeleton.replace(
    /(your server begins ──\n)[\s\S]*?(\n[^\n]*your server ends)/,
    (_, begin, end) => begin + server + end,
  );

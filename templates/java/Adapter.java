// The adapter between Poolproof and your license server: one JSON object per line in, one out.
// Each method that is not written yet throws; a run reports which one comes next.
// Write your log to System.err: System.out is for answers only. Run it with: java Adapter.java (Java 17 or later).
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

public class Adapter {
    static final Map<String, Object> DONE = Map.of("type", "done");

    // ── your server begins ──
    static class Server {
        /** An empty server: no client, so many licenses in the node pool. */
        void reset(long capacity) {
            throw notImplemented("reset");
        }

        /**
         * Map.of("capacity", …, "inUse", …, "clients", List.of(
         *   Map.of("client", "a", "record", "active" or "retired", "licensed", true, "inventories", 1)))
         */
        Map<String, Object> snapshot() {
            throw notImplemented("snapshot");
        }

        /** A client appears, or a retired one comes back: DONE. */
        Map<String, Object> enroll(String client) {
            throw notImplemented("enroll");
        }

        /**
         * A scan came back: type "processed" with license "pulled" if it took a license now, "held" if it had one
         * already; type "discarded" with reason "no-license" where none is free.
         */
        Map<String, Object> returnPatchInventory(String client) {
            throw notImplemented("returnPatchInventory");
        }

        /** The record stays, and its license is free again: DONE. */
        Map<String, Object> retire(String client) {
            throw notImplemented("retire");
        }

        /** The record goes, and its license is free again: DONE. */
        Map<String, Object> delete(String client) {
            throw notImplemented("delete");
        }

        /** The node pool has so many licenses from now on; no client loses one: DONE. */
        Map<String, Object> setCapacity(long nodes) {
            throw notImplemented("setCapacity");
        }
    }
    // ── your server ends ──

    static RuntimeException notImplemented(String what) {
        return new UnsupportedOperationException("not implemented: " + what);
    }

    // pool needs all five of its messages. Declare more as you write it:
    // onboarding, maintenance, other-solutions, time, concurrency, durability.
    static final Map<String, Object> DECLARATION =
            Map.of("protocol", 1, "name", "my-license-server", "language", "Java", "features", List.of("pool"));

    static final Server server = new Server();

    static Map<String, Object> handle(Map<String, Object> message) {
        String type = (String) message.get("type");
        String client = (String) message.get("client");
        return switch (type) {
            case "enroll" -> server.enroll(client);
            case "returnPatchInventory" -> server.returnPatchInventory(client);
            case "retire" -> server.retire(client);
            case "delete" -> server.delete(client);
            case "setCapacity" -> server.setCapacity((Long) message.get("nodes"));
            default -> throw notImplemented(type);
        };
    }

    @SuppressWarnings("unchecked")
    static Object answer(String method, Map<String, Object> params) {
        switch (method) {
            case "initialize":
                return DECLARATION;
            case "reset":
                server.reset((Long) params.get("capacity"));
                return Map.of();
            case "execute":
                return execute((List<Map<String, Object>>) params.get("messages"), (String) params.get("observe"));
            case "snapshot":
                return server.snapshot();
            default:
                return Map.of();
        }
    }

    static Object execute(List<Map<String, Object>> messages, String observe) {
        List<Object> outcomes = new ArrayList<>();
        List<Object> snapshots = new ArrayList<>();
        for (Map<String, Object> message : messages) {
            outcomes.add(handle(message));
            boolean isLast = outcomes.size() == messages.size();
            // A copy: what the server keeps changes with the next message.
            if (observe.equals("each") || (observe.equals("last") && isLast))
                snapshots.add(new Json(Json.write(server.snapshot())).read());
        }
        return Map.of("outcomes", outcomes, "snapshots", snapshots);
    }

    @SuppressWarnings("unchecked")
    public static void main(String[] args) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            var request = (Map<String, Object>) new Json(line).read();
            var method = (String) request.get("method");
            Map<String, Object> reply = new LinkedHashMap<>();
            reply.put("jsonrpc", "2.0");
            reply.put("id", request.get("id"));
            try {
                reply.put("result", answer(method, (Map<String, Object>) request.get("params")));
            } catch (UnsupportedOperationException error) {
                reply.put("error", Map.of("code", -32601, "message", String.valueOf(error.getMessage())));
            } catch (RuntimeException error) {
                error.printStackTrace();
                reply.put("error", Map.of("code", -32603, "message", String.valueOf(error)));
            }
            out.print(Json.write(reply) + "\n");
            out.flush();
            if (method.equals("shutdown")) break;
        }
    }
}

/** As much JSON as the protocol has; a library that your project uses already does as well. */
final class Json {
    private final String text;
    private int at = 0;

    Json(String text) {
        this.text = text;
    }

    /** A Map, List, String, Long, Boolean or null. */
    Object read() {
        switch (next()) {
            case '{': {
                Map<String, Object> map = new LinkedHashMap<>();
                for (at++; next() != '}'; skip(',')) {
                    String key = (String) read();
                    skip(':');
                    map.put(key, read());
                }
                at++;
                return map;
            }
            case '[': {
                List<Object> list = new ArrayList<>();
                for (at++; next() != ']'; skip(',')) list.add(read());
                at++;
                return list;
            }
            case '"':
                return string();
            default: {
                int from = at;
                while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) at++;
                String word = text.substring(from, at);
                if (word.equals("null")) return null;
                return word.equals("true") || word.equals("false") ? (Object) Boolean.valueOf(word) : Long.valueOf(word);
            }
        }
    }

    private char next() {
        while (Character.isWhitespace(text.charAt(at))) at++;
        return text.charAt(at);
    }

    private void skip(char c) {
        if (next() == c) at++;
    }

    private String string() {
        StringBuilder read = new StringBuilder();
        for (at++; text.charAt(at) != '"'; at++) {
            char c = text.charAt(at);
            if (c != '\\') {
                read.append(c);
                continue;
            }
            char escaped = text.charAt(++at);
            if (escaped == 'u') {
                read.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
                at += 4;
            } else {
                int plain = "bfnrt".indexOf(escaped);
                read.append(plain < 0 ? escaped : "\b\f\n\r\t".charAt(plain));
            }
        }
        at++;
        return read.toString();
    }

    static String write(Object value) {
        if (value instanceof Map<?, ?> map) {
            List<String> fields = new ArrayList<>();
            map.forEach((key, field) -> fields.add(quote((String) key) + ":" + write(field)));
            return "{" + String.join(",", fields) + "}";
        }
        if (value instanceof List<?> list) return "[" + String.join(",", list.stream().map(Json::write).toList()) + "]";
        return value instanceof String string ? quote(string) : String.valueOf(value);
    }

    private static String quote(String string) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : string.toCharArray()) {
            if (c == '"' || c == '\\') quoted.append('\\').append(c);
            else if (c < ' ') quoted.append(String.format("\\u%04x", (int) c));
            else quoted.append(c);
        }
        return quoted.append('"').toString();
    }
}

// The adapter between Poolproof and your license server: one JSON object per line in, one out.
// Each method that is not written yet throws; a run reports which one comes next.
// Write your log to Console.Error: Console.Out is for answers only.
using System.Text.Json.Nodes;

var server = new Server();

// pool needs all five of its messages. Declare more as you write it:
// onboarding, maintenance, other-solutions, time, concurrency, durability.
JsonObject Declaration() => new()
{
    ["protocol"] = 1,
    ["name"] = "my-license-server",
    ["language"] = "C#",
    ["features"] = new JsonArray("pool"),
};

JsonObject Handle(JsonNode message)
{
    var client = (string?)message["client"] ?? "";
    return (string)message["type"]! switch
    {
        "enroll" => server.Enroll(client),
        "returnPatchInventory" => server.ReturnPatchInventory(client),
        "retire" => server.Retire(client),
        "delete" => server.Delete(client),
        "setCapacity" => server.SetCapacity((int)message["nodes"]!),
        var type => throw Server.NotImplemented(type),
    };
}

JsonObject Execute(JsonArray messages, string observe)
{
    var outcomes = new JsonArray();
    var snapshots = new JsonArray();
    foreach (var message in messages)
    {
        outcomes.Add(Handle(message!));
        var isLast = outcomes.Count == messages.Count;
        // A copy: what the server keeps changes with the next message.
        if (observe == "each" || (observe == "last" && isLast)) snapshots.Add(server.Snapshot().DeepClone());
    }
    return new() { ["outcomes"] = outcomes, ["snapshots"] = snapshots };
}

JsonObject Answer(string method, JsonNode parameters)
{
    switch (method)
    {
        case "initialize":
            return Declaration();
        case "reset":
            server.Reset((int)parameters["capacity"]!);
            return new();
        case "execute":
            return Execute(parameters["messages"]!.AsArray(), (string)parameters["observe"]!);
        case "snapshot":
            return server.Snapshot();
        default:
            return new();
    }
}

JsonObject Error(int code, Exception error) => new() { ["code"] = code, ["message"] = error.Message };

while (Console.ReadLine() is { } line)
{
    var request = JsonNode.Parse(line)!;
    var method = (string)request["method"]!;
    var reply = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = request["id"]?.DeepClone() };
    try
    {
        reply["result"] = Answer(method, request["params"]!);
    }
    catch (NotImplementedException error)
    {
        reply["error"] = Error(-32601, error);
    }
    catch (Exception error)
    {
        Console.Error.WriteLine(error);
        reply["error"] = Error(-32603, error);
    }
    Console.Out.Write(reply.ToJsonString() + "\n");
    Console.Out.Flush();
    if (method == "shutdown") break;
}

// ── your server begins ──
class Server
{
    public static Exception NotImplemented(string what) => new NotImplementedException($"not implemented: {what}");

    public static JsonObject Done() => new() { ["type"] = "done" };

    /// <summary>An empty server: no client, so many licenses in the node pool.</summary>
    public void Reset(int capacity) => throw NotImplemented("reset");

    /// <summary>{ capacity, inUse, clients: [{ client, record: "active" or "retired", licensed, inventories }] }</summary>
    public JsonObject Snapshot() => throw NotImplemented("snapshot");

    /// <summary>A client appears, or a retired one comes back: Done().</summary>
    public JsonObject Enroll(string client) => throw NotImplemented("enroll");

    /// <summary>
    /// A scan came back: type "processed" with license "pulled" if it took a license now, "held" if it had one already;
    /// type "discarded" with reason "no-license" where none is free.
    /// </summary>
    public JsonObject ReturnPatchInventory(string client) => throw NotImplemented("returnPatchInventory");

    /// <summary>The record stays, and its license is free again: Done().</summary>
    public JsonObject Retire(string client) => throw NotImplemented("retire");

    /// <summary>The record goes, and its license is free again: Done().</summary>
    public JsonObject Delete(string client) => throw NotImplemented("delete");

    /// <summary>The node pool has so many licenses from now on; no client loses one: Done().</summary>
    public JsonObject SetCapacity(int nodes) => throw NotImplemented("setCapacity");
}
// ── your server ends ──

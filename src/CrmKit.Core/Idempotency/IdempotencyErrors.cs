namespace CrmKit.Idempotency;

internal static class IdempotencyErrors
{
    public static CrmError KeyInvalid() => new("idempotency.key-invalid", "An idempotency key has 1 to 255 printable ASCII characters. Use a new random one, such as a GUID, for each thing to be done.");

    public static CrmError KeyReused(string key) => new("idempotency.key-reused", $"Something else was asked for under the idempotency key '{key}' before. Use a new key for a new request, and the same request under the same key.");

    public static CrmError Running(string key) => new("idempotency.running", $"What was asked for under the idempotency key '{key}' is being done. Ask again in a moment.");

    public static CrmError Unknown(string key) => new("idempotency.unknown",
        $"What was asked for under the idempotency key '{key}' was begun and did not come to its end, so it is not known what it did. Look, and ask under a new key for what is missing.");
}

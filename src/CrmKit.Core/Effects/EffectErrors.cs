namespace CrmKit.Effects;

internal static class EffectErrors
{
    public static CrmError KeyRequired(int index) => new("effect.key-required",
        $"Effect {index} has no kind or no key. Give both: the key is what makes it happen once.") { Index = index };

    public static CrmError SecretLost() => new("effect.secret-lost",
        "What the effect holds cannot be decrypted: the host's key that protects it is gone. Bring the key back and replay, or ask for the effect once more.");

    public static CrmError OperatorsOnly() => new("effect.forbidden",
        "Failed deliveries may be seen and replayed by administrators only. Ask for the right to administer users.");
}

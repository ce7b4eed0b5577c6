namespace CrmKit.Intake;

internal static class IntakeErrors
{
    public static CrmError KeyRequired(int index) => new("intake.key-required",
        $"Signal {index} has no key. Give the key that it has in its source: it is what makes a repetition harmless.") { Index = index, Field = "key" };

    public static CrmError SourceInvalid(int index, string source) => new("intake.source-invalid",
        $"'{(source.Length <= 60 ? source : source[..60] + "…")}' is no name of a source (signal {index}). Use up to 100 letters, digits, dots, hyphens and underscores, such as 'web-form'.") { Index = index, Field = "source" };

    public static CrmError BounceAddress(int index) => new("intake.bounce-invalid", $"Bounce {index} names no e-mail address. Give the address that mail was sent to.") { Index = index, Field = "address" };

    public static CrmError BounceInFuture(int index, DateTimeOffset at) => new("intake.bounce-invalid", $"Bounce {index} lies in the future: {at.UtcDateTime:u}. Say when the mail came back, or leave the time out.") { Index = index, Field = "at" };

    public static CrmError Empty(int index) => new("intake.empty",
        $"Signal {index} names neither a person nor a company, and no address or number to reach them. Give one of them.") { Index = index };
}

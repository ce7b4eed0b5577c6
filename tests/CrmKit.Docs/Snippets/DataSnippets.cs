using CrmKit.Accounts;
using CrmKit.Fields;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Seeds;
using CrmKit.Sessions;

namespace CrmKit.Docs.Snippets;

#region field-type
public sealed class BankPlugin : CrmPlugin
{
    public static readonly Field<string> Iban = Field.Text("acme.iban");

    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .AddFieldType<IbanType>(new FieldTypeDefinition
        {
            Key = "acme.iban-type", Label = new("IBAN"), Kind = FieldKind.Text,
            Editor = new FieldEditor { Example = new("DE89 3704 0044 0532 0130 00"), Hint = new("As on the bank's letters; blanks do not matter.", "按银行信函填写，空格不限。") },
        })
        .Fields<Account>(f => f.Add(Iban, "Bank account", "银行账号", d => d with { TypeKey = "acme.iban-type" }));
}

internal sealed class IbanType : IFieldType
{
    public ValueTask CheckAsync(FieldTypeContext context, CancellationToken cancellationToken)
    {
        foreach (var value in context.Values)
        {
            var iban = string.Concat(value.Text.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
            if (iban.Length is < 15 or > 34) value.Refuse(new CrmError("acme.iban", "This is no IBAN: it has 15 to 34 letters and digits."));
            else value.Value = iban;
        }
        return default;
    }
}
#endregion

#region relations
public sealed class VisitPlugin : CrmPlugin
{
    public static readonly Field<Guid> Visited = Field.Reference("acme.account");

    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .RecordType("acme.visit", t => t.Named("Visit", "Visits", "拜访").Fields(f => f.Add(Visited, "account", "Account", "客户")));

    public static async Task<int> CountAsync(ICrmSession session, Guid account, CancellationToken cancellationToken) =>
        (await session.RelatedAsync(new RecordRef("account", account), "acme.visit:acme.account", cancellationToken: cancellationToken)).Items.Count;
}
#endregion

#region seed
public sealed class StarterPlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin.Seed(
        new SeedRecord { RecordType = "team", ExternalId = "acme:partners", Values = new Dictionary<string, object?> { ["name"] = "Partners" }, KeepsChanges = true },
        new SeedRecord { RecordType = "territory", ExternalId = "acme:abroad", Values = new Dictionary<string, object?> { ["name"] = "Abroad", ["teamId"] = new SeedReference("acme:partners") } });
}
#endregion

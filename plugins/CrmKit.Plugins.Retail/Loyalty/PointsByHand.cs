using CrmKit.Access;
using CrmKit.Actions;
using CrmKit.Fields;
using CrmKit.Plugins;
using CrmKit.Records;

namespace CrmKit.Retail;

/// <summary>Gives customers points or takes those that they spend, as entries of the ledger, which refuses what a customer does not have.</summary>
internal sealed class PointsByHand : IRecordAction
{
    public static readonly Field<string> Kind = Field.Option("kind");
    public static readonly Field<long> Amount = Field.Integer("points");
    public static readonly Field<string> Reason = Field.Text("reason");

    public static readonly RecordActionDefinition Definition = new()
    {
        Key = "retail.points", Label = new("Points", "积分"), RecordTypes = ["account", "contact"], Needs = Operations.Read, Places = ActionPlaces.List | ActionPlaces.Record,
        Description = new("Gives the customer points, or takes those that are spent.", "为顾客赠送积分，或扣除已消费的积分。"),
    };

    public static void Inputs(FieldsBuilder inputs) => inputs
        .Add(Kind, "What happens", "类型", f => f with { IsRequired = true, Options = [new(Points.Gift, new("Give", "赠送")), new(Points.Spent, new("Spend", "消费"))] })
        .Add(Amount, "Points", "积分", f => f with { IsRequired = true, Minimum = 1, Maximum = 1_000_000 })
        .Add(Reason, "What for", "原因", f => f with { IsRequired = true, MaxLength = 200 });

    public async ValueTask RunAsync(RecordActionContext context, CancellationToken cancellationToken)
    {
        var (kind, amount, reason) = (context.Inputs.Text(Kind.Key)!, (long)context.Inputs.Number(Amount.Key)!.Value, context.Inputs.Text(Reason.Key)!);
        foreach (var customer in context.Records)
        {
            var entry = new CustomRecord(Points.Type, reason) { [context.Type.Key == "account" ? Shop.Account : Shop.Contact] = customer.Id, [Points.Kind] = kind, [Points.Amount] = kind == Points.Gift ? amount : -amount };
            if ((await context.Session.Records.SaveAsync(new ChangeSet { AllOrNothing = false }.Create(entry), cancellationToken)).Outcomes[0] is { IsSaved: false } outcome) context.Refuse(customer, outcome.Errors[0]);
        }
    }
}

using CrmKit.Fields;
using CrmKit.Orders;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Retail;

/// <summary>What the parts of the shop share.</summary>
public static class Shop
{
    /// <summary>Who acts when the plugin itself does: it stands in the audit.</summary>
    internal const string Actor = "retail";

    public static readonly Field<Guid> Account = Field.Reference("retail.account");
    public static readonly Field<Guid> Contact = Field.Reference("retail.contact");

    internal static bool IsActing(ICrmSession session) => session.Actor is { IsSystem: true, Name: Actor };

    /// <summary>Whether records are merged, or a merge is undone.</summary>
    internal static bool IsMerging(ICrmSession session) => session.Door == "merge";

    /// <summary>The customer of an order: the account, or for a private buyer the contact.</summary>
    internal static RecordRef? CustomerOf(Order order) => Customer(order.AccountId, order.ContactId);

    /// <summary>The customer that a record of the shop names.</summary>
    internal static RecordRef? CustomerOf(Record record) => Customer(record[Account], record[Contact]);

    private static RecordRef? Customer(Guid? account, Guid? contact) => account is { } a ? new RecordRef("account", a) : contact is { } c ? new RecordRef("contact", c) : null;
}

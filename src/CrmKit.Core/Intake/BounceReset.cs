using CrmKit.Accounts;
using CrmKit.Leads;

namespace CrmKit.Intake;

/// <summary>A new address has not bounced yet.</summary>
internal sealed class BounceReset : IBeforeSave
{
    public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var change in context.Changes)
            switch (change.Before, change.After)
            {
                case (Contact before, Contact after) when before.Email != after.Email: after.EmailBouncedAt = null; break;
                case (Lead before, Lead after) when before.Email != after.Email: after.EmailBouncedAt = null; break;
            }
        return default;
    }
}

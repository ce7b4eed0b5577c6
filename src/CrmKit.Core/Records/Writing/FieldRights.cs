using CrmKit.Access;
using CrmKit.Sessions;

namespace CrmKit.Records;

/// <summary>The fields of a type that the actor may not see and not write.</summary>
internal sealed class FieldRights(IAccess access) : ISessionService
{
    public static readonly IReadOnlySet<string> None = new HashSet<string>();

    public async ValueTask<(IReadOnlySet<string> Hidden, IReadOnlySet<string> ReadOnly)> OfAsync(RecordTypeDefinition type, CancellationToken cancellationToken) =>
        (await access.HiddenFieldsAsync(type, cancellationToken), await access.ReadOnlyFieldsAsync(type, cancellationToken));
}

using System.Text.Json;
using CrmKit.Fields;
using CrmKit.Persons;
using CrmKit.Plugins;
using CrmKit.Records;

namespace CrmKit.Docs.Snippets;

#region personal-fields
public sealed class GuestsPlugin : CrmPlugin
{
    public static readonly Field<Guid> Guest = Field.Reference("acme.visit.guest");
    public static readonly Field<string> Wish = Field.Text("acme.visit.wish");

    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .RecordType("acme.visit", type => type.Named("Visit", "Visits", "到访").Fields(f => f
            .Add(Guest, "contact", "Guest", "客人")
            .Add(Wish, "Wish", "愿望", field => field with { IsPersonal = true })))
        .AddPersonData<GuestPhotos>();
}
#endregion

#region person-data
internal sealed class GuestPhotos(IPluginFiles files) : IPersonData
{
    public ValueTask ExportAsync(PersonExportContext context, CancellationToken cancellationToken)
    {
        context.Add("photos", JsonSerializer.SerializeToElement(Of(context.People).ToArray()));
        return default;
    }

    public ValueTask EraseAsync(PersonErasureContext context, CancellationToken cancellationToken)
    {
        context.Erased(Of(context.People).ToList().Count(files.Delete));
        return default;
    }

    private IEnumerable<string> Of(IReadOnlyList<RecordRef> people) => files.List().Where(path => people.Any(p => path.StartsWith($"photos/{p.Id}/", StringComparison.Ordinal)));
}
#endregion

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrmKit.AspNetCore;
using CrmKit.Pages;
using CrmKit.Sessions;
using CrmKit.Settings;

namespace CrmKit.Web.Administration;

/// <summary>The settings of plugins: a form each, drawn from their definitions. A secret is written, never shown.</summary>
internal sealed class SettingsPage() : AdministrationPage("settings", 800)
{
    public override async ValueTask<bool> IsForAsync(ICrmSession session, CancellationToken cancellationToken) => session.Catalog.Settings.Count > 0 && await base.IsForAsync(session, cancellationToken);

    public override async Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var (session, texts) = (request.Session, TextsOf(request));
        var blocks = new List<PageBlock>();
        foreach (var source in session.Catalog.Settings.GroupBy(s => s.Field.Source))
        {
            var values = await session.Settings.GetAsync(source.Key, cancellationToken);
            blocks.Add(new FormBlock("save", texts["form.save"], [.. source.Select(s => FieldOf(request, texts, s, values))]) { Heading = source.Key, Values = Values(("source", source.Key)) });
        }
        return new PageContent(blocks);
    }

    public override async Task<PageOutcome> ActAsync(PageRequest request, string act, CancellationToken cancellationToken)
    {
        if (act != "save") throw Unknown(act);
        var (source, errors) = (Needed(request, "source"), new List<CrmError>());
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var setting in request.Session.Catalog.Settings.Where(s => s.Field.Source == source))
        {
            var (field, typed) = (setting.Field, request[setting.Field.Key]);
            if (setting.IsSecret && typed is null) continue; // what is not shown is not emptied
            object? value = null;
            if (typed is not null && FieldJson.Read(field, JsonOf(field, typed), out value) is { } error) errors.Add(error with { Field = field.Key });
            else values[field.Key] = value;
        }
        if (errors.Count > 0) throw new CrmValidationException(errors);
        await request.Session.Settings.SaveAsync(source, values, cancellationToken);
        return PageOutcome.GoTo();
    }

    private static PageField FieldOf(PageRequest request, WebTexts texts, SettingDefinition setting, SettingValues values)
    {
        var field = setting.Field;
        var value = setting.IsSecret ? null : values.Get(setting);
        return new PageField(field.Key, field.Label.For(request.Culture))
        {
            Kind = field.Kind, IsRequired = field.IsRequired, Options = [.. field.Options.Select(o => new PageOption(o.Code, o.Label.For(request.Culture)))],
            Help = setting.IsSecret ? texts[values.Given.Contains(field.Key) ? "admin.secret-given" : "admin.secret-none"] : field.Description?.For(request.Culture),
            Value = value switch
            {
                null => "",
                bool flag => flag ? "true" : "false",
                decimal number => number.ToString("0.####", CultureInfo.InvariantCulture),
                DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                DateTimeOffset instant => FieldJson.Instant(instant),
                _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
            },
        };
    }

    private static JsonElement JsonOf(FieldDefinition field, string typed) => JsonSerializer.SerializeToElement<JsonNode?>(field.Kind switch
    {
        FieldKind.Bool => JsonValue.Create(typed == "true"),
        FieldKind.Integer or FieldKind.Number or FieldKind.Percent or FieldKind.Money when decimal.TryParse(typed, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ => JsonValue.Create(typed),
    });
}

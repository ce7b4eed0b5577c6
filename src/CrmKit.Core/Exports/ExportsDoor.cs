using System.Globalization;
using System.Text.Json.Nodes;
using CrmKit.Access;
using CrmKit.Audit;
using CrmKit.Formats;
using CrmKit.Plugins;
using CrmKit.Sessions;

namespace CrmKit.Exports;

/// <summary>Files out: pages of records through the door of records, values through the format, bytes to the output after each.</summary>
internal sealed class ExportsDoor(CrmSession session, AuditActs acts) : IExports
{
    private const int PageSize = 500;

    public async Task<ExportFile> PrepareAsync(ExportRequest request, CancellationToken cancellationToken = default)
    {
        var plan = await PlanAsync(request, cancellationToken);
        await PageAsync(request, plan, null, 1, cancellationToken); // filter and order are right
        return new ExportFile(plan.Format, $"{plan.Type.PluralKey}-{session.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.{plan.Format.Extension}");
    }

    public Task<long> WriteAsync(ExportRequest request, Stream output, CancellationToken cancellationToken = default) => WriteAsync(request, output, null, cancellationToken);

    /// <summary>As <see cref="WriteAsync(ExportRequest, Stream, CancellationToken)"/>; tells after each page how many records are written.</summary>
    public async Task<long> WriteAsync(ExportRequest request, Stream output, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(output);
        var plan = await PlanAsync(request, cancellationToken);
        var buffer = new ExportBuffer();
        var target = new ExportTarget(plan.Type.PluralLabel.English, [.. plan.Fields.Select(f => new ExportColumn(f.Key, f.Label, f.Kind))], session.Options.TimeZone, buffer);
        var (writer, fault) = await plan.Handler.AskAsync(CallKind.Request, target, static (format, to, token) => format.OpenAsync(to, token), cancellationToken);
        ThrowIf(fault, plan);
        var count = 0L;
        try
        {
            string? next = null;
            do
            {
                var page = await PageAsync(request, plan, next, (int)Math.Min(PageSize, (request.Limit ?? long.MaxValue) - count), cancellationToken);
                var may = await session.Access.MayAsync(plan.Type, Operations.Export, page.Items, cancellationToken); // of what may be seen, what may be taken out
                var records = page.Items.Where((_, i) => may[i]).ToList();
                var names = plan.Format.NamesReferences ? await ReferenceNames.OfAsync(session, plan.Fields, records, cancellationToken) : null;
                IReadOnlyList<IReadOnlyList<object?>> rows = [.. records.Select(r => plan.Fields.Select(f => names is null ? f.Get(r) : names.Named(f, f.Get(r))).ToArray())];
                if (rows.Count > 0) ThrowIf(await plan.Handler.CallAsync(CallKind.Request, (writer!, rows), static (_, c, token) => c.Item1.WriteAsync(c.rows, token), cancellationToken), plan);
                await buffer.SendAsync(output, cancellationToken);
                count += rows.Count;
                progress?.Report(count);
                next = page.Next;
            }
            while (next is not null && !(count >= request.Limit));
            ThrowIf(await plan.Handler.CallAsync(CallKind.Request, writer!, static (_, w, token) => w.CompleteAsync(token), cancellationToken), plan);
            await buffer.SendAsync(output, cancellationToken);
            await acts.WriteAsync("export", Guid.CreateVersion7(session.Now).ToString(), new JsonObject { ["type"] = plan.Type.Key, ["format"] = plan.Format.Key, ["filter"] = request.Filter, ["records"] = count }, cancellationToken);
            return count;
        }
        finally
        {
            await plan.Handler.CallAsync(CallKind.Request, writer!, static (_, w, _) => w.DisposeAsync(), CancellationToken.None);
        }
    }

    private Task<RecordPage> PageAsync(ExportRequest request, ExportPlan plan, string? cursor, int size, CancellationToken cancellationToken) =>
        session.Records.QueryAsync(new RecordQuery(plan.Type.Key) { Filter = request.Filter, OrderBy = request.OrderBy, Cursor = cursor, Size = size }, cancellationToken);

    private async Task<ExportPlan> PlanAsync(ExportRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!session.Catalog.TryType(request.Type, out var type)) throw new CrmNotFoundException(CatalogErrors.TypeUnknown(request.Type));
        if (request.Limit < 1) throw new CrmValidationException(ExportErrors.Limit(request.Limit.Value));
        foreach (var needed in (Operations[])[Operations.Read, Operations.Export])
            if (await session.Access.ScopeAsync(type, needed, cancellationToken) == AccessScope.None) throw new CrmForbiddenException(AccessErrors.Forbidden(needed, type));
        if (session.Catalog.ExportFormats.FirstOrDefault(f => f.Key == request.Format) is not { } format || session.Handlers<IExportFormat>(format.Key) is not [var handler, ..])
            throw new CrmValidationException(ExportErrors.FormatUnknown(request.Format, session.Catalog.ExportFormats.Select(f => f.Key)));

        var hidden = await session.Access.HiddenFieldsAsync(type, cancellationToken);
        if (request.Fields.Count == 0) return new ExportPlan(type, format, handler, [.. type.Fields.Where(f => !hidden.Contains(f.Key))]);
        var fields = new List<FieldDefinition>();
        foreach (var key in request.Fields)
        {
            var field = type.TryField(key, out var known) ? known : throw new CrmValidationException(CatalogErrors.FieldUnknown(type.Key, key, type.Fields.Select(f => f.Key)));
            if (hidden.Contains(field.Key)) throw new CrmForbiddenException(ExportErrors.FieldForbidden(type.Key, field.Key));
            if (fields.Contains(field)) throw new CrmValidationException(ExportErrors.FieldTwice(field.Key));
            fields.Add(field);
        }
        return new ExportPlan(type, format, handler, fields);
    }

    private static void ThrowIf(CallFault? fault, ExportPlan plan)
    {
        if (fault is not null) throw new CrmRuleException(ExportErrors.FormatFailed(plan.Format.Key, plan.Handler.Source, fault.Reason));
    }

    private sealed record ExportPlan(RecordTypeDefinition Type, ExportFormatDefinition Format, Handler<IExportFormat> Handler, IReadOnlyList<FieldDefinition> Fields);
}

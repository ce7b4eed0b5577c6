using CrmKit.Conversions;
using CrmKit.Plugins;
using CrmKit.Records;
using Record = CrmKit.Records.Record;
using CrmKit.Fields;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Catalog;

public sealed class CoreCatalogTests
{
    private static readonly CatalogSnapshot Catalog = new ServiceCollection().AddCrmKit(_ => { }).BuildServiceProvider().GetRequiredService<ICatalog>().Current;

    [Fact]
    public void Every_record_class_is_registered_under_its_own_key()
    {
        var classes = typeof(Record).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Record)) && !t.IsAbstract && t != typeof(CustomRecord)).ToList();
        Assert.Equal(classes.Select(RecordTypeKey.Of).Order(), Catalog.Types.Select(t => t.Key).Order());
        Assert.All(Catalog.Types, t => Assert.Equal(t.Key, RecordTypeKey.Of(t.ClrType)));
    }

    [Fact]
    public void Every_public_property_of_a_record_class_is_a_field()
    {
        var missing = from type in Catalog.Types
                      from property in type.ClrType.GetProperties()
                      where property.DeclaringType != typeof(Record) && property.DeclaringType != typeof(RootRecord) && property.GetIndexParameters().Length == 0
                      where !type.TryField(PropertyFields.KeyOf(property), out _)
                      select $"{type.Key}.{property.Name}";
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_label_is_in_English_and_Chinese()
    {
        var labels = Catalog.Types.SelectMany(t => new[] { t.Label, t.PluralLabel }.Concat(t.Fields.SelectMany(f => f.Options.Select(o => o.Label).Append(f.Label))))
            .Concat(Catalog.Pipelines.SelectMany(p => p.Stages.Select(s => s.Label).Append(p.Label)))
            .Concat(Catalog.Roles.Select(r => r.Label)).Concat(Catalog.Processes.Select(p => p.Label));
        Assert.Empty(labels.Where(l => l.English.Length == 0 || string.IsNullOrEmpty(l.Chinese)).Select(l => l.English));
    }

    [Fact]
    public void Every_field_says_what_it_means_in_English_and_Chinese()
    {
        var silent = from type in Catalog.Types
                     from field in type.Fields
                     where string.IsNullOrWhiteSpace(field.Description?.English) || string.IsNullOrWhiteSpace(field.Description.Chinese)
                     select $"{type.Key}.{field.Key}";
        Assert.True(!silent.Any(), "Describe in src/CrmKit.Core/Fields/Descriptions: " + string.Join(", ", silent));
    }

    [Fact]
    public void Descriptions_say_more_than_the_label()
    {
        var empty = Catalog.Types.SelectMany(t => t.Fields).Where(f => f.Description!.English.TrimEnd('.').Equals(f.Label.English, StringComparison.OrdinalIgnoreCase) || f.Description.Chinese!.TrimEnd('。') == f.Label.Chinese);
        Assert.Empty(empty.Select(f => f.Key));
    }

    [Fact]
    public void Every_description_is_of_a_field()
    {
        var described = Catalog.Types.SelectMany(t => t.Fields.SelectMany(f => Classes(t.ClrType).Select(c => (c, f.Key)))).Concat([("custom-record", "name")]).ToHashSet();
        Assert.Empty(FieldDescriptions.Keys.Except(described));

        static IEnumerable<string> Classes(Type? type)
        {
            for (; type != typeof(object); type = type!.BaseType) yield return RecordTypeKey.Of(type!);
        }
    }

    [Fact]
    public void Options_of_enum_fields_are_the_codes_of_the_enum()
    {
        foreach (var type in Catalog.Types)
            foreach (var property in type.ClrType.GetProperties())
            {
                var enumeration = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
                if (!enumeration.IsEnum || !type.TryField(PropertyFields.KeyOf(property), out var field) || field.Nature == FieldNature.State) continue;
                Assert.Equal(EnumCode.Codes(enumeration).Order(), field.Options.Select(o => o.Code).Order());
            }
    }

    [Fact]
    public void References_parents_and_names_lead_to_what_exists()
    {
        foreach (var type in Catalog.Types)
        {
            Assert.True(type.TryField(type.NameField, out _), $"{type.Key} has no field {type.NameField}.");
            Assert.Equal(type.ClrType.IsSubclassOf(typeof(PartRecord)), type.ParentField is not null);
            Assert.All(type.Fields.Where(f => f.ReferenceType is not null), f => Catalog.Type(f.ReferenceType!));
        }
    }

    [Fact]
    public void Pipelines_start_open_end_and_require_fields_that_exist()
    {
        foreach (var pipeline in Catalog.Pipelines)
        {
            Assert.Equal(Pipelines.StageCategory.Open, pipeline.Stages[0].Category);
            Assert.Contains(pipeline.Stages, s => s.Category == Pipelines.StageCategory.Won);
            Assert.Contains(pipeline.Stages, s => s.Category == Pipelines.StageCategory.Lost);
            Assert.Equal(pipeline.Stages.Count, pipeline.Stages.Select(s => s.Key).Distinct().Count());
            Assert.All(pipeline.Stages.SelectMany(s => s.RequiredFields), f => Catalog.Type(pipeline.RecordType).Field(f));
            Assert.All(pipeline.Stages, s => Assert.InRange(s.ProbabilityPercent, 0, 100));
        }
    }

    [Fact]
    public void Copy_maps_join_fields_of_the_same_kind()
    {
        foreach (var conversion in Catalog.Conversions)
        {
            Check(conversion.From, conversion.To, conversion.Copies);
            foreach (var part in conversion.Parts) Check(part.FromType, part.ToType, part.Copies);
        }

        static void Check(string from, string to, IReadOnlyList<FieldCopy> copies) => Assert.All(copies, copy =>
        {
            var (source, target) = (Catalog.Type(from).Field(copy.From), Catalog.Type(to).Field(copy.To));
            Assert.True(source.Kind == target.Kind || (source.Kind, target.Kind) is (FieldKind.LongText, FieldKind.Text) or (FieldKind.Text, FieldKind.LongText), $"{from}.{copy.From} → {to}.{copy.To}");
            if (source.Key != "id") Assert.Equal(source.ReferenceType, target.ReferenceType);
            Assert.Equal(FieldNature.Descriptive, target.Nature);
        });
    }

    [Fact]
    public void Every_step_of_every_process_has_its_conversion()
    {
        foreach (var process in Catalog.Processes)
            foreach (var (from, to) in process.Links.Zip(process.Links.Skip(1)))
                Assert.Contains(Catalog.Conversions, c => c.From == from && c.To == to);
    }

    [Fact]
    public void Only_administrators_write_users()
    {
        var writers = Catalog.Roles.Where(r => r.Permissions.Any(p => p.RecordType is "*" or "user" && (p.Operations & ~(Access.Operations.Read | Access.Operations.Export)) != 0)).Select(r => r.Key);
        Assert.Equal(["administrator"], writers);
    }
}

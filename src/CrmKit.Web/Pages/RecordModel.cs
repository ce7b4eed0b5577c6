namespace CrmKit.Web.Pages;

internal sealed record RecordModel
{
    public required string TypeLabel { get; init; }
    public required NavigationLink List { get; init; }
    public required IReadOnlyList<CrmError> Errors { get; init; }
    public required ActsModel Acts { get; init; }
    public required StagePathModel? Path { get; init; }
    public required IReadOnlyList<FieldShown> Facts { get; init; }

    /// <summary>Of an activity: the record that it is about.</summary>
    public required NavigationLink? About { get; init; }

    /// <summary>What was merged into it.</summary>
    public required IReadOnlyList<MergeShown> Merges { get; init; }

    public required IReadOnlyList<ChainStep> Chain { get; init; }
    public required IReadOnlyList<RecordSection> Sections { get; init; }

    public IReadOnlyList<RecordSection> Typed => [.. Sections.Where(s => !s.IsKept)];

    public IReadOnlyList<RecordSection> Kept => [.. Sections.Where(s => s.IsKept)];

    /// <summary>The parts of the wide column, in order.</summary>
    public required IReadOnlyList<PartShown> Main { get; init; }

    /// <summary>The parts of the narrow column, in order.</summary>
    public required IReadOnlyList<PartShown> Side { get; init; }

    /// <summary>What plugins add that the layout has among the parts.</summary>
    public required IReadOnlyList<WidgetSection> Added { get; init; }

    /// <summary>What points at the record, without what is a part of its own, and what could be added.</summary>
    public RelatedModel UnnamedRelated => Related with { Lists = [.. Related.Lists.Where(l => !Main.Concat(Side).Any(p => p.Key == l.Relation))] };

    public RelatedModel? RelatedBy(string relation) => Related.Lists.FirstOrDefault(l => l.Relation == relation) is { } list ? new RelatedModel([list], []) : null;

    public WidgetsModel? AddedBy(string section) => Added.FirstOrDefault(s => s.Key == section) is { } added ? new WidgetsModel([added]) : null;

    public required DocumentModel? Document { get; init; }
    public required PlanModel? Plan { get; init; }
    public required DeliveriesModel? Deliveries { get; init; }
    public required MilestonesModel? Milestones { get; init; }
    public required VersionsModel? Versions { get; init; }
    public required PrintModel? Print { get; init; }
    public required FilesModel? Files { get; init; }
    public required ConsentsModel? Consents { get; init; }

    /// <summary>Of an account, and of its opportunities: who has a say.</summary>
    public required CommitteeModel? Committee { get; init; }

    /// <summary>Of a case: where articles that fit it come from.</summary>
    public required SuggestionsPlace? Articles { get; init; }

    public required Guid Id { get; init; }
    public required int Version { get; init; }

    /// <summary>Where it is told what others write.</summary>
    public required string Live { get; init; }

    public required string History { get; init; }

    /// <summary>What is known of somebody as a customer; <see langword="null"/> for what is none.</summary>
    public required string? Customer { get; init; }

    /// <summary>Where sources propose values; <see langword="null"/> where nobody knows more, or who looks may change nothing.</summary>
    public required string? Enrichment { get; init; }
    public required RelatedModel Related { get; init; }

    /// <summary>The segments that the record is in, of those that the person may use.</summary>
    public required IReadOnlyList<SegmentOfRecord> Segments { get; init; }
    public required LogModel? Log { get; init; }
    public required IReadOnlyList<RecordTask> Tasks { get; init; }
    public required TimelineModel Timeline { get; init; }
}

/// <summary>What may be done; addresses that are <see langword="null"/> are not the person's to use.</summary>
internal sealed record ActsModel
{
    public required int Version { get; init; }
    public required string? Edit { get; init; }
    public required IReadOnlyList<NavigationLink> Convert { get; init; }
    public required AssignModel? Assign { get; init; }
    public required string? Reopen { get; init; }
    public required string? Done { get; init; }
    public required string? Merge { get; init; }
    public required string? Delete { get; init; }

    /// <summary>Of a person: where what is kept is given out and erased.</summary>
    public required string? Personal { get; init; }

    /// <summary>Buttons that administrators defined.</summary>
    public required IReadOnlyList<NavigationLink> Links { get; init; }

    /// <summary>What plugins let one do.</summary>
    public required IReadOnlyList<ActionButton> Actions { get; init; }

    public required string Why { get; init; }
}

/// <param name="Address">Where the form is sent.</param>
/// <param name="Owner">Whose it is; empty for nobody's.</param>
/// <param name="Names">People to choose from.</param>
/// <param name="Teams">Teams to choose from; none for who may see no teams.</param>
/// <param name="Claim">Where one takes it; <see langword="null"/> when it is somebody's.</param>
internal sealed record AssignModel(string Address, string Owner, IReadOnlyList<string> Names, IReadOnlyList<string> Teams, string? Claim);

/// <param name="Address">Where it is moved.</param>
/// <param name="Version">As it was read.</param>
/// <param name="Steps">The stages.</param>
/// <param name="Note">What was noted when it was moved to where it is.</param>
internal sealed record StagePathModel(string Address, int Version, IReadOnlyList<StageStep> Steps, string? Note);

/// <param name="Key">The stage.</param>
/// <param name="Label">What people call it.</param>
/// <param name="IsCurrent">Whether it is there.</param>
/// <param name="IsOpen">Whether it may be moved there.</param>
/// <param name="Who">Who is responsible for the stage beside the owner.</param>
internal sealed record StageStep(string Key, string Label, bool IsCurrent, bool IsOpen, string? Who);

internal sealed record ChainStep(string Type, string Name, string Address, string Stage, bool IsCurrent);

/// <param name="Label">What people call it.</param>
/// <param name="Fields">The fields.</param>
/// <param name="IsKept">Whether it is what CrmKit keeps, and people do not type.</param>
internal sealed record RecordSection(string Label, IReadOnlyList<FieldShown> Fields, bool IsKept)
{
    /// <summary>How many fields stand side by side; 0 for as many as fit.</summary>
    public int Columns { get; init; }

    public IReadOnlyList<FieldShown> Filled => [.. Fields.Where(f => f.Text.Length > 0)];

    public IReadOnlyList<FieldShown> Empty => [.. Fields.Where(f => f.Text.Length == 0)];
}

/// <param name="Name">What people call it.</param>
/// <param name="Address">Where it is shown.</param>
/// <param name="Since">Since when the record is in it.</param>
internal sealed record SegmentOfRecord(string Name, string Address, string Since);

/// <param name="Lists">What points at the record.</param>
/// <param name="Add">What could, and does not yet.</param>
internal sealed record RelatedModel(IReadOnlyList<RelatedList> Lists, IReadOnlyList<NavigationLink> Add);

/// <summary>A part of the page.</summary>
/// <param name="Key">What layouts name it by.</param>
internal sealed record PartShown(string Key);

internal sealed record RelatedList
{
    public required string Key { get; init; }

    /// <summary>The relation by which the records point.</summary>
    public required string Relation { get; init; }

    public required string Label { get; init; }
    public required string Address { get; init; }
    public required long Total { get; init; }
    public required string? New { get; init; }
    public required IReadOnlyList<RelatedRecord> Records { get; init; }
}

/// <param name="Name">What people call it.</param>
/// <param name="Address">Where it is shown.</param>
/// <param name="Told">Where it stands, or who, how much and when; empty for nothing.</param>
internal sealed record RelatedRecord(string Name, string Address, string Told);

internal sealed record RecordTask(string Title, string Address, string Due, bool IsLate, string? Done, int Version);
